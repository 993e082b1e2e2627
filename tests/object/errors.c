// Every way in which a call can be wrong, and what the result says of the place. See `tests/object/mod.rs` for the rules.

#include <math.h>
#include <stdio.h>
#include <string.h>

#include "e.h"

static const e_lead GOOD = {.title = {"CTO", 3}, .plan = {"Pro", 3}, .size = {2, 1}};

static void told(const char *what, const e_lead *lead, const e_event *events, size_t count) {
    e_result result;
    memset(&result, 0xff, sizeof result);
    int status = e_score(lead, events, count, 100, &result);
    printf("%s: %d, event %lld, field %lld, score %lld\n", what, status, (long long)result.error_event,
           (long long)result.error_field, (long long)result.score);
}

int main(void) {
    e_lead lead = GOOD;
    told("all is well", &lead, NULL, 0);
    told("no lead", NULL, NULL, 0);
    told("no events", &lead, NULL, 2);
    told("too many events", &lead, (const e_event *)&lead, (size_t)-1);
    printf("no result: %d\n", e_score(&lead, NULL, 0, 100, NULL));
    lead.title = (e_text){"Ol\xe9", 3};
    told("no text", &lead, NULL, 0);
    lead = GOOD;
    lead.plan = (e_text){"prro", 4};
    told("none of these", &lead, NULL, 0);
    lead = GOOD;
    lead.size.value = NAN;
    told("no number", &lead, NULL, 0);
    lead = GOOD;
    lead.likes.count = 2;
    told("no items", &lead, NULL, 0);
    e_text items[] = {{"SEO", 3}, {"\xff", 1}};
    lead.likes = (e_list){items, 1};
    told("an item", &lead, NULL, 0);
    lead.likes = (e_list){items, 2};
    told("no item", &lead, NULL, 0);
    lead = GOOD;
    e_event events[3] = {{.event = E_EVENT_ORDER, .time = 90}, {.event = E_EVENT_ORDER, .time = 80}, {.event = 99, .time = 70}};
    events[0].channel = (e_text){"Web", 3};
    events[0].amount = (e_number){7, 1};
    told("an order", &lead, events, 3);
    events[1].channel = (e_text){"fax", 3};
    told("no channel", &lead, events, 3);
    events[1].channel = (e_text){0};
    events[1].amount = (e_number){INFINITY, 1};
    told("an amount without end", &lead, events, 3);
    return 0;
}

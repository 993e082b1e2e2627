// Scores the customers of `data` with the rules in `rules.o`, and prints what `baremo score` prints of them.

#include <stdio.h>
#include <string.h>

#include "rules.h"

#define COUNT(array) (sizeof(array) / sizeof *(array))
#define TEXT(text) {text, sizeof(text) - 1}
#define KNOWN(value) {value, 1}
#define DAY 86400

// 2026-01-31T00:00:00Z
static const int64_t now = 1769817600;

struct customer {
    const char *id;
    rules_lead lead;
    size_t count;
    rules_event events[5];
};

// An amount of money in hundredths, without needless zeros, as in CSV.
static void print_points(int64_t points) {
    int64_t size = points < 0 ? -points : points;
    printf(",%s%lld", points < 0 ? "-" : "", (long long)(size / 100));
    if (size % 100 == 0) return;
    printf(size % 10 == 0 ? ".%lld" : ".%02lld", (long long)(size % 10 == 0 ? size % 100 / 10 : size % 100));
}

static const char *stage_of(const rules_result *result) {
    return result->stage == -2 ? "disqualified" : result->stage == -1 ? "" : rules_stages[result->stage];
}

static const char *action_of(const rules_result *result) {
    const char *action = result->stage < 0 ? NULL : result->stage_line == -1 ? rules_base_action : rules_actions[result->stage_line];
    return action ? action : "";
}

int main(void) {
    // Seconds before now; what a customer's event does not have stays zero, which is unknown.
    const struct customer customers[] = {
        {"ana", {.title = TEXT("Director de Operaciones"), .country = TEXT("ES"), .employees = KNOWN(320)}, 4,
         {{.event = RULES_EVENT_DEMO_REQUEST, .time = now - 10 * DAY - 14 * 3600},
          {.event = RULES_EVENT_EMAIL_OPEN, .time = now - DAY - 16 * 3600},
          {.event = RULES_EVENT_EMAIL_OPEN, .time = now - DAY - 5400},
          {.event = RULES_EVENT_EMAIL_OPEN, .time = now - DAY - 1800}}},
        {"ben", {.title = TEXT("Student"), .country = TEXT("DE")}, 0, {{0}}},
        {"cruz", {.title = TEXT("CTO"), .country = TEXT("pt"), .employees = KNOWN(45)}, 5,
         {{.event = RULES_EVENT_EMAIL_CLICK, .time = now - 20 * DAY - 15 * 3600, .campaign = TEXT("spring")},
          {.event = RULES_EVENT_EMAIL_CLICK, .time = now - 19 * DAY - 15 * 3600, .campaign = TEXT("spring")},
          {.event = RULES_EVENT_EMAIL_CLICK, .time = now - 18 * DAY - 15 * 3600, .campaign = TEXT("spring")},
          {.event = RULES_EVENT_EMAIL_CLICK, .time = now - 18 * DAY - 15 * 3600, .campaign = TEXT("sale")},
          {.event = RULES_EVENT_ORDER, .time = now - 60 * DAY - 12 * 3600, .amount = KNOWN(1249.90)}}},
        {"dora", {.country = TEXT("ES"), .employees = KNOWN(8)}, 1,
         {{.event = RULES_EVENT_ORDER, .time = now - 121 * DAY - 12 * 3600, .amount = KNOWN(80)}}},
        {"test", {.title = TEXT("test"), .country = TEXT("ES"), .employees = KNOWN(10)}, 0, {{0}}},
    };
    printf("lead_id,fit,engagement,total,fit_grade,stage,action,disqualified\n");
    for (size_t i = 0; i < COUNT(customers); i++) {
        const struct customer *customer = &customers[i];
        rules_result result;
        int status = rules_score(&customer->lead, customer->events, customer->count, now, &result);
        if (status != RULES_OK) {
            fprintf(stderr, "%s: error %d in event %lld, field %lld\n", customer->id, status,
                    (long long)result.error_event, (long long)result.error_field);
            return 1;
        }
        printf("%s", customer->id);
        print_points(result.fit);
        print_points(result.engagement);
        print_points(result.total);
        printf(",%s,%s,%s,%s\n", result.fit_grade < 0 ? "" : rules_fit_grade_labels[result.fit_grade], stage_of(&result),
               action_of(&result), result.disqualified ? "A test of ours" : "");
    }

    // A text that is none: an error that says where.
    rules_lead lead = {.title = TEXT("CTO"), .country = TEXT("Espa\xf1" "a")};
    rules_result result;
    int status = rules_score(&lead, NULL, 0, now, &result);
    return status == RULES_NOT_UTF8 && result.error_event == -1 && result.error_field == 1 ? 0 : 1;
}

// How long a native object takes for one lead with twelve attributes and twenty events:
//
//     target/release/baremo build benches/embed.score --target object --output target/embed.o
//     cc -O2 -I target benches/embed.c target/embed.o -o target/embed && target/embed

#include <stdio.h>
#include <time.h>

#include "embed.h"

#define TEXT(text) {text, sizeof(text) - 1}
#define KNOWN(value) {value, 1}
#define EVENTS 20
#define ROUNDS 7
#define TIMES 100000

// 2026-01-01T00:00:00Z
static const int64_t now = 1767225600;

static double seconds(void) {
    struct timespec time;
    clock_gettime(CLOCK_PROCESS_CPUTIME_ID, &time);
    return (double)time.tv_sec + (double)time.tv_nsec / 1e9;
}

int main(void) {
    embed_lead lead = {
        .title = TEXT("VP Engineering"),  .seniority = TEXT("vp"),      .country = TEXT("DE"),
        .industry = TEXT("Software"),     .source = TEXT("referral"),   .email = TEXT("ana.123@company7.com"),
        .employees = KNOWN(300),          .revenue = KNOWN(12e6),       .visits = KNOWN(12),
        .pages_per_visit = KNOWN(4.5),    .consent = KNOWN(1),          .created_at = KNOWN(1760000000),
    };
    static const int64_t names[] = {EMBED_EVENT_PAGE_VIEW, EMBED_EVENT_EMAIL_OPEN, EMBED_EVENT_PAGE_VIEW, EMBED_EVENT_PRICING_VIEW,
                                    EMBED_EVENT_EMAIL_CLICK, EMBED_EVENT_OTHER, EMBED_EVENT_PURCHASE};
    embed_event events[EVENTS];
    for (int i = 0; i < EVENTS; i++) {
        events[i] = (embed_event){.event = names[i % 7], .time = now - 86400 * (EVENTS - i) * 5, .path = TEXT("/pricing/overview"),
                                  .seconds = KNOWN(20 * i)};
    }
    embed_result result;
    double least = 1e9;
    for (int round = 0; round < ROUNDS; round++) {
        double began = seconds();
        for (int i = 0; i < TIMES; i++) {
            lead.visits.value = i % 16;
            if (embed_score(&lead, events, EVENTS, now, &result) != EMBED_OK) return 1;
        }
        double took = seconds() - began;
        least = took < least ? took : least;
    }
    printf("%.0f ns a lead (the least of %d rounds); the last one has %lld.%02lld points, %s\n", least / TIMES * 1e9, ROUNDS,
           (long long)result.lead_score / 100, (long long)result.lead_score % 100, embed_stages[result.stage]);
    return 0;
}

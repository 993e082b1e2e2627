// Tests of include/baremo.h: every function, every error, batches through Arrow, artifacts, several threads. The argument is an artifact of `if a = b +1`. Prints what it sees; 0 if all is as it must be.

#include <pthread.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "baremo.h"

#define DAY 86400

static int failures = 0;

#define CHECK(condition)                                                                                               \
    do {                                                                                                               \
        if (!(condition)) {                                                                                            \
            printf("line %d: %s does not hold; %s\n", __LINE__, #condition, baremo_last_error());                      \
            failures++;                                                                                                \
        }                                                                                                              \
    } while (0)
#define OK(call) CHECK((call) == BAREMO_STATUS_OK)

// The call must fail like this; what it says is printed.
#define FAILS(status, call)                                                                                            \
    do {                                                                                                               \
        CHECK((call) == BAREMO_STATUS_##status);                                                                       \
        printf("%s: %s\n", #status, baremo_last_error());                                                              \
    } while (0)

static const char RULES[] = "lead { title text; plan one of [free, pro]; employees number; consent bool; since date; "
                            "interests list of text }\n"
                            "score fit 0..100 { if title = CTO +1; if plan = pro +2; if employees > 10 +4; if consent +8; "
                            "if since before 2026-01-01 +16; if interests contains any [seo, ads] +32 }\n"
                            "score engagement { on order where channel = web +(amount) decay 10%/30d; on visit +1 }\n"
                            "grade fit { A at >= 30; otherwise B }\n"
                            "grade engagement { A at >= 50; otherwise B }\n"
                            "matrix next fit by engagement {\n      A  B\n  A   call -> phone  write\n  B   wait  drop\n}\n"
                            "sql at fit >= 60 -> assign\n"
                            "disqualify if title contains junk\n"
                            "otherwise cold\n";

static baremo_value number(double value) { return (baremo_value){BAREMO_KIND_NUMBER, {.number = value}}; }
static baremo_value yes_or_no(bool value) { return (baremo_value){BAREMO_KIND_BOOL, {.yes = value}}; }
static baremo_value moment(int64_t value) { return (baremo_value){BAREMO_KIND_TIME, {.time = value}}; }
static baremo_text text(const char *value) { return (baremo_text){value, value ? strlen(value) : 0}; }
static baremo_value text_value(const char *value) { return (baremo_value){BAREMO_KIND_TEXT, {.text = text(value)}}; }
static baremo_value list(const baremo_text *items, size_t count) {
    return (baremo_value){BAREMO_KIND_LIST, {.list = {items, count}}};
}

static size_t find(baremo_model model, baremo_names list, const char *name) {
    size_t found = 999;
    OK(baremo_find(model, list, name, strlen(name), &found));
    return found;
}

// What is printed of a lead, and compared between engines.
typedef struct {
    int64_t scores[2];
    uint16_t grades[2], matrices[1], stage;
    uint8_t in_model, disqualified;
} figures;

static figures score(baremo_scorer scorer, const baremo_value *lead, const baremo_event *events, size_t count,
                     baremo_outcome *outcome) {
    figures all;
    memset(&all, 0, sizeof all);
    *outcome = (baremo_outcome){.scores = all.scores, .score_room = 2, .grades = all.grades, .grade_room = 2,
                                .matrices = all.matrices, .matrix_room = 1};
    OK(baremo_score(scorer, lead, 6, events, count, 20500 * (int64_t)DAY, outcome));
    all.stage = outcome->stage;
    all.in_model = outcome->in_model;
    all.disqualified = outcome->disqualified;
    return all;
}

static void print_text(const char *what, baremo_text text) {
    printf("%s %.*s\n", what, text.bytes ? (int)text.length : 4, text.bytes ? text.bytes : "none");
}

static void rows(baremo_model model, baremo_scorer scorers[4]) {
    baremo_value lead[6] = {{0}};
    baremo_text interests[] = {text("crm"), text("SEO")};
    lead[find(model, BAREMO_NAMES_ATTRIBUTES, "title")] = text_value("cto");
    lead[find(model, BAREMO_NAMES_ATTRIBUTES, "plan")] = text_value("PRO");
    lead[find(model, BAREMO_NAMES_ATTRIBUTES, "employees")] = number(11);
    lead[find(model, BAREMO_NAMES_ATTRIBUTES, "consent")] = yes_or_no(true);
    lead[find(model, BAREMO_NAMES_ATTRIBUTES, "since")] = moment(20000 * (int64_t)DAY);
    lead[find(model, BAREMO_NAMES_ATTRIBUTES, "interests")] = list(interests, 2);

    baremo_value order[2] = {{0}};
    order[find(model, BAREMO_NAMES_PROPERTIES, "channel")] = text_value("web");
    order[find(model, BAREMO_NAMES_PROPERTIES, "amount")] = number(100);
    uint32_t ordered = (uint32_t)find(model, BAREMO_NAMES_EVENTS, "order");
    uint32_t visited = (uint32_t)find(model, BAREMO_NAMES_EVENTS, "visit");
    baremo_event events[] = {
        {visited, 20499 * (int64_t)DAY, NULL, 0},
        {ordered, 20470 * (int64_t)DAY, order, 2},
        {4711, 20470 * (int64_t)DAY, order, 2},
        {ordered, 20501 * (int64_t)DAY, order, 2}, // not yet
    };
    figures first = {{0}, {0}, {0}, 0, 0, 0};
    for (int engine = 0; engine < 4; engine++) {
        baremo_outcome outcome;
        figures all = score(scorers[engine], lead, events, 4, &outcome);
        if (engine == 0) {
            first = all;
            baremo_text name, action;
            printf("fit %lld engagement %lld stage %u\n", (long long)all.scores[0], (long long)all.scores[1], all.stage);
            print_text("stage", outcome.stage_name);
            print_text("action", outcome.action);
            OK(baremo_label(model, 0, all.grades[0], &name));
            print_text("fit_grade", name);
            OK(baremo_cell(model, 0, all.matrices[0], &name, &action));
            print_text("next", name);
            print_text("next action", action);
            FAILS(INPUT, baremo_label(model, 0, BAREMO_NONE, &name));
            FAILS(INPUT, baremo_cell(model, 0, BAREMO_DISQUALIFIED, &name, &action));
        }
        CHECK(memcmp(&first, &all, sizeof all) == 0);
        // Nothing known, nothing happened.
        baremo_value unknown[6] = {{0}};
        figures none = score(scorers[engine], unknown, NULL, 0, &outcome);
        CHECK(none.scores[0] == 0 && none.scores[1] == 0 && !none.disqualified && none.in_model);
        lead[find(model, BAREMO_NAMES_ATTRIBUTES, "title")] = text_value("junk mail");
        CHECK(score(scorers[engine], lead, NULL, 0, &outcome).stage == BAREMO_DISQUALIFIED);
        CHECK(outcome.disqualified == 1);
        lead[find(model, BAREMO_NAMES_ATTRIBUTES, "title")] = text_value("cto");
    }
    baremo_string invoice;
    baremo_text shown;
    OK(baremo_invoice_text(scorers[0], lead, 6, events, 4, 20500 * (int64_t)DAY, &invoice));
    OK(baremo_string_text(invoice, &shown));
    CHECK(strlen(shown.bytes) == shown.length);
    printf("%s", shown.bytes);
    OK(baremo_free_string(invoice));
    FAILS(BAD_HANDLE, baremo_free_string(invoice));
    FAILS(BAD_HANDLE, baremo_string_text(invoice, &shown));
    OK(baremo_invoice_json(scorers[0], lead, 6, events, 4, 20500 * (int64_t)DAY, &invoice));
    OK(baremo_string_text(invoice, &shown));
    CHECK(shown.bytes[0] == '{' && shown.bytes[shown.length - 1] == '}' && strstr(shown.bytes, "\"points\":63.0"));
    OK(baremo_free_string(invoice));
}

static void wrong_rows(baremo_model model, baremo_scorer scorer) {
    baremo_value lead[7] = {{0}};
    baremo_outcome outcome = {0};
    size_t title = find(model, BAREMO_NAMES_ATTRIBUTES, "title");
    size_t employees = find(model, BAREMO_NAMES_ATTRIBUTES, "employees");
    size_t plan = find(model, BAREMO_NAMES_ATTRIBUTES, "plan");
    size_t interests = find(model, BAREMO_NAMES_ATTRIBUTES, "interests");
    FAILS(INPUT, baremo_score(scorer, lead, 7, NULL, 0, 0, &outcome));
    FAILS(NULL_POINTER, baremo_score(scorer, NULL, 1, NULL, 0, 0, &outcome));
    FAILS(NULL_POINTER, baremo_score(scorer, lead, 6, NULL, 3, 0, &outcome));
    FAILS(NULL_POINTER, baremo_score(scorer, lead, 6, NULL, 0, 0, NULL));
    FAILS(NULL_POINTER, baremo_invoice_text(scorer, lead, 6, NULL, 0, 0, NULL));
    lead[title] = number(1);
    FAILS(INPUT, baremo_score(scorer, lead, 6, NULL, 0, 0, &outcome));
    lead[title] = text_value("Ol\xe9");
    FAILS(NOT_UTF8, baremo_score(scorer, lead, 6, NULL, 0, 0, &outcome));
    lead[title] = text_value(NULL);
    OK(baremo_score(scorer, lead, 6, NULL, 0, 0, &outcome));
    lead[employees] = number(0.0 / 0.0);
    FAILS(INPUT, baremo_score(scorer, lead, 6, NULL, 0, 0, &outcome));
    lead[employees] = (baremo_value){77, {.number = 1}};
    FAILS(INPUT, baremo_score(scorer, lead, 6, NULL, 0, 0, &outcome));
    lead[employees] = number(1);
    lead[plan] = text_value("prro");
    FAILS(INPUT, baremo_score(scorer, lead, 6, NULL, 0, 0, &outcome));
    lead[plan] = (baremo_value){0};
    lead[interests] = list(NULL, 2);
    FAILS(NULL_POINTER, baremo_score(scorer, lead, 6, NULL, 0, 0, &outcome));
    lead[interests] = (baremo_value){0};
    int64_t room[1];
    outcome = (baremo_outcome){.scores = room, .score_room = 1};
    FAILS(TOO_SHORT, baremo_score(scorer, lead, 6, NULL, 0, 0, &outcome));
}

static void handles(baremo_model model, baremo_scorer scorer) {
    baremo_model none = {0}, other, as_model = {scorer.id};
    baremo_scorer as_scorer = {model.id}, made;
    size_t count;
    FAILS(BAD_HANDLE, baremo_count(none, BAREMO_NAMES_SCORES, &count));
    FAILS(BAD_HANDLE, baremo_count(as_model, BAREMO_NAMES_SCORES, &count));
    FAILS(BAD_HANDLE, baremo_scorer_of(as_model, BAREMO_ENGINE_AUTO, &made));
    baremo_outcome outcome = {0};
    FAILS(BAD_HANDLE, baremo_score(as_scorer, NULL, 0, NULL, 0, 0, &outcome));
    FAILS(BAD_HANDLE, baremo_free_scorer(as_scorer));
    FAILS(NULL_POINTER, baremo_count(model, BAREMO_NAMES_SCORES, NULL));
    FAILS(NULL_POINTER, baremo_scorer_of(model, BAREMO_ENGINE_AUTO, NULL));
    FAILS(INPUT, baremo_scorer_of(model, 99, &made));
    FAILS(INPUT, baremo_count(model, 99, &count));
    baremo_text name;
    FAILS(INPUT, baremo_name(model, BAREMO_NAMES_STAGES, 99, &name));
    FAILS(INPUT, baremo_find(model, BAREMO_NAMES_ATTRIBUTES, "titel", 5, &count));
    FAILS(INPUT, baremo_find(model, BAREMO_NAMES_SCORES, "fits", 4, &count));
    FAILS(NULL_POINTER, baremo_compile(NULL, 5, &other));
    FAILS(NULL_POINTER, baremo_compile("if a = b +1", 11, NULL));
    FAILS(NOT_UTF8, baremo_compile("if a = \xff +1", 11, &other));
    FAILS(RULES, baremo_compile("if a == b +1; on x +", 20, &other));
    OK(baremo_compile("if a = b +1", 11, &other));
    OK(baremo_scorer_of(other, BAREMO_ENGINE_AUTO, &made));
    OK(baremo_free_model(other));
    FAILS(BAD_HANDLE, baremo_free_model(other));
    FAILS(BAD_HANDLE, baremo_count(other, BAREMO_NAMES_SCORES, &count));
    baremo_value lead = text_value("B");
    int64_t points = 0;
    outcome = (baremo_outcome){.scores = &points, .score_room = 1};
    OK(baremo_score(made, &lead, 1, NULL, 0, 0, &outcome)); // goes on without its model
    CHECK(points == 100);
    OK(baremo_free_scorer(made));
    FAILS(BAD_HANDLE, baremo_score(made, &lead, 1, NULL, 0, 0, &outcome));
}

// Arrow arrays over memory of this program.
static int released = 0;

static void release_array(struct ArrowArray *array) {
    for (int64_t i = 0; i < array->n_children; i++) {
        if (array->children[i]->release) array->children[i]->release(array->children[i]);
    }
    released++;
    array->release = NULL;
}

static void release_schema(struct ArrowSchema *schema) { schema->release = NULL; }

static struct ArrowSchema schema_of(const char *name, const char *format, int64_t children, struct ArrowSchema **own) {
    return (struct ArrowSchema){format, name, NULL, ARROW_FLAG_NULLABLE, children, own, NULL, release_schema, NULL};
}

static struct ArrowArray array_of(int64_t length, int64_t buffers, const void **own, int64_t children,
                                  struct ArrowArray **child) {
    return (struct ArrowArray){length, 0, 0, buffers, children, own, child, NULL, release_array, NULL};
}

static void batches(baremo_scorer scorer) {
    static const int64_t ids[] = {7, 8, 9};
    static const int32_t offsets[] = {0, 3, 3, 6};
    static const char titles[] = "CTOcto";
    static const double employees[] = {11, 5, 12};
    static const void *id_buffers[] = {NULL, ids}, *title_buffers[] = {NULL, offsets, titles};
    static const void *employee_buffers[] = {NULL, employees}, *no_buffers[] = {NULL};
    struct ArrowArray id = array_of(3, 2, id_buffers, 0, NULL), title = array_of(3, 3, title_buffers, 0, NULL);
    struct ArrowArray size = array_of(3, 2, employee_buffers, 0, NULL);
    // No rule reads these: three columns are missing, and that is an error; a list of all is made below.
    struct ArrowArray *children[] = {&id, &title, &size};
    struct ArrowArray leads = array_of(3, 1, no_buffers, 3, children);
    struct ArrowSchema id_schema = schema_of("lead_id", "l", 0, NULL), title_schema = schema_of("title", "u", 0, NULL);
    struct ArrowSchema size_schema = schema_of("employees", "g", 0, NULL);
    struct ArrowSchema *schemas[] = {&id_schema, &title_schema, &size_schema};
    struct ArrowSchema leads_schema = schema_of("", "+s", 3, schemas);
    struct ArrowArray results;
    struct ArrowSchema results_schema;
    FAILS(NULL_POINTER, baremo_score_batch(scorer, NULL, NULL, NULL, NULL, 0, &results, &results_schema));
    baremo_model model;
    baremo_scorer small;
    static const char rules[] = "if title = CTO +1; if employees > 10 +4; sql at >= 5 -> call";
    OK(baremo_compile(rules, sizeof rules - 1, &model));
    OK(baremo_scorer_of(model, BAREMO_ENGINE_AUTO, &small));
    OK(baremo_score_batch(small, &leads, &leads_schema, NULL, NULL, 0, &results, &results_schema));
    CHECK(leads.release == NULL && released == 4);
    FAILS(INPUT, baremo_score_batch(small, &leads, &leads_schema, NULL, NULL, 0, &results, &results_schema));
    printf("%lld rows:", (long long)results.length);
    for (int64_t i = 0; i < results_schema.n_children; i++) {
        printf(" %s (%s)", results_schema.children[i]->name, results_schema.children[i]->format);
    }
    const int64_t *points = results.children[1]->buffers[1]; // decimals of 128 bits, the lower half first
    printf("; scores %lld %lld %lld\n", (long long)points[0], (long long)points[2], (long long)points[4]);
    results.release(&results);
    results_schema.release(&results_schema);

    // A column of another length than its table, and a table that is no table.
    id = array_of(2, 2, id_buffers, 0, NULL), title = array_of(3, 3, title_buffers, 0, NULL);
    size = array_of(3, 2, employee_buffers, 0, NULL);
    leads = array_of(3, 1, no_buffers, 3, children);
    FAILS(INPUT, baremo_score_batch(small, &leads, &leads_schema, NULL, NULL, 0, &results, &results_schema));
    id = array_of(3, 2, id_buffers, 0, NULL);
    FAILS(INPUT, baremo_score_batch(small, &id, &id_schema, NULL, NULL, 0, &results, &results_schema));
    // A column that the rules read and the data has not.
    static const char more[] = "if title = CTO +1; if country = ES +1";
    id = array_of(3, 2, id_buffers, 0, NULL), title = array_of(3, 3, title_buffers, 0, NULL);
    size = array_of(3, 2, employee_buffers, 0, NULL);
    leads = array_of(3, 1, no_buffers, 3, children);
    OK(baremo_free_scorer(small));
    OK(baremo_free_model(model));
    OK(baremo_compile(more, sizeof more - 1, &model));
    OK(baremo_scorer_of(model, BAREMO_ENGINE_AUTO, &small));
    FAILS(DATA, baremo_score_batch(small, &leads, &leads_schema, NULL, NULL, 0, &results, &results_schema));
    OK(baremo_free_scorer(small));
    OK(baremo_free_model(model));
}

// The bytes of a file; ends the program where there is none.
static uint8_t *contents(const char *path, size_t *length) {
    FILE *file = fopen(path, "rb");
    uint8_t *bytes = malloc(1 << 20);
    if (!file || !bytes) {
        printf("cannot read %s\n", path);
        exit(1);
    }
    *length = fread(bytes, 1, 1 << 20, file);
    fclose(file);
    return bytes;
}

static void artifacts(const char *path) {
    size_t length;
    uint8_t *bytes = contents(path, &length);
    baremo_model model;
    baremo_scorer scorer;
    OK(baremo_load(bytes, length, &model));
    OK(baremo_scorer_of(model, BAREMO_ENGINE_AUTO, &scorer));
    baremo_value lead = text_value("b");
    int64_t points = 0;
    baremo_outcome outcome = {.scores = &points, .score_room = 1};
    OK(baremo_score(scorer, &lead, 1, NULL, 0, 0, &outcome));
    CHECK(points == 100);
    OK(baremo_free_scorer(scorer));
    OK(baremo_free_model(model));
    FAILS(ARTIFACT, baremo_load(bytes, length / 2, &model));
    bytes[length - 1] ^= 1;
    FAILS(ARTIFACT, baremo_load(bytes, length, &model));
    bytes[length - 1] ^= 1;
    FAILS(ARTIFACT, baremo_load((const uint8_t *)"if a = b +1", 11, &model));
    FAILS(ARTIFACT, baremo_load(bytes, 0, &model));
    FAILS(NULL_POINTER, baremo_load(NULL, 10, &model));
    FAILS(NULL_POINTER, baremo_load(bytes, length, NULL));
    free(bytes);
}

static void *thread(void *scorer) {
    baremo_value lead = text_value("b");
    for (int i = 0; i < 500; i++) {
        int64_t points = 0;
        baremo_outcome outcome = {.scores = &points, .score_room = 1};
        if (baremo_score(*(baremo_scorer *)scorer, &lead, 1, NULL, 0, 0, &outcome) != BAREMO_STATUS_OK || points != 100) {
            return "wrong";
        }
    }
    return NULL;
}

static void threads(void) {
    baremo_model model;
    baremo_scorer scorer;
    OK(baremo_compile("if a = b +1", 11, &model));
    OK(baremo_scorer_of(model, BAREMO_ENGINE_AUTO, &scorer));
    pthread_t all[4];
    for (int i = 0; i < 4; i++) CHECK(pthread_create(&all[i], NULL, thread, &scorer) == 0);
    for (int i = 0; i < 4; i++) {
        void *wrong = NULL;
        CHECK(pthread_join(all[i], &wrong) == 0 && wrong == NULL);
    }
    OK(baremo_free_scorer(scorer));
    OK(baremo_free_model(model));
}

int main(int count, char **arguments) {
    if (count != 2) return 2;
    baremo_model model;
    baremo_scorer scorers[4];
    OK(baremo_compile(RULES, sizeof RULES - 1, &model));
    for (uint32_t engine = 0; engine < 4; engine++) OK(baremo_scorer_of(model, engine, &scorers[engine]));
    for (uint32_t list = 0; list < 7; list++) {
        size_t count = 0;
        OK(baremo_count(model, list, &count));
        for (size_t i = 0; i < count; i++) {
            baremo_text name;
            OK(baremo_name(model, list, i, &name));
            printf("%.*s ", (int)name.length, name.bytes);
        }
        printf("\n");
    }
    rows(model, scorers);
    wrong_rows(model, scorers[0]);
    handles(model, scorers[0]);
    batches(scorers[0]);
    artifacts(arguments[1]);
    threads();
    for (int engine = 0; engine < 4; engine++) OK(baremo_free_scorer(scorers[engine]));
    OK(baremo_free_model(model));
    CHECK(strlen(baremo_version()) > 0);
    printf("%d failures\n", failures);
    return failures != 0;
}

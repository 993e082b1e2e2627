// Baremo: leads scored by compiled rules. Made by cbindgen from src/bindings; docs/reference/c.md explains it.
//
// Every function but two returns a baremo_status; what went wrong is told by baremo_last_error. Handles are numbers: one that is 0, was
// freed or stands for something else is an error. Any thread may call any function with any handle.


#ifndef BAREMO_H
#define BAREMO_H

#include <stddef.h>
#include <stdint.h>

// The C data interface of Arrow: https://arrow.apache.org/docs/format/CDataInterface.html
#ifndef ARROW_C_DATA_INTERFACE
#define ARROW_C_DATA_INTERFACE

#define ARROW_FLAG_DICTIONARY_ORDERED 1
#define ARROW_FLAG_NULLABLE 2
#define ARROW_FLAG_MAP_KEYS_SORTED 4

struct ArrowSchema {
    const char *format;
    const char *name;
    const char *metadata;
    int64_t flags;
    int64_t n_children;
    struct ArrowSchema **children;
    struct ArrowSchema *dictionary;
    void (*release)(struct ArrowSchema *);
    void *private_data;
};

struct ArrowArray {
    int64_t length;
    int64_t null_count;
    int64_t offset;
    int64_t n_buffers;
    int64_t n_children;
    const void **buffers;
    struct ArrowArray **children;
    struct ArrowArray *dictionary;
    void (*release)(struct ArrowArray *);
    void *private_data;
};

#endif


// No label, no cell, no stage.
#define BAREMO_NONE 65535

// The lead is disqualified.
#define BAREMO_DISQUALIFIED 65534

// How a call ended. All but OK leave a sentence in baremo_last_error.
typedef enum {
    BAREMO_STATUS_OK = 0,
    // A pointer that must not be NULL is.
    BAREMO_STATUS_NULL_POINTER = 1,
    // A handle that is 0, was freed, or stands for something else.
    BAREMO_STATUS_BAD_HANDLE = 2,
    // The rules have errors.
    BAREMO_STATUS_RULES = 3,
    // The bytes are no artifact that this version can read.
    BAREMO_STATUS_ARTIFACT = 4,
    // A column that the rules do not have, a value that a column cannot hold, a number that is out of range.
    BAREMO_STATUS_INPUT = 5,
    // Text that is not UTF-8.
    BAREMO_STATUS_NOT_UTF8 = 6,
    // The engine cannot run here.
    BAREMO_STATUS_UNAVAILABLE = 7,
    // An array of the caller has not enough room.
    BAREMO_STATUS_TOO_SHORT = 8,
    // A batch with missing columns or bad values.
    BAREMO_STATUS_DATA = 9,
    // A fault of the library; nothing of the caller's was changed.
    BAREMO_STATUS_PANIC = 10,
} baremo_status;

// What runs the rules; the answers are the same.
typedef enum {
    // Whichever is fastest.
    BAREMO_ENGINE_AUTO = 0,
    BAREMO_ENGINE_BYTECODE = 1,
    // Machine code, compiled at once; an error where there is none.
    BAREMO_ENGINE_JIT = 2,
    // The defining evaluator.
    BAREMO_ENGINE_REFERENCE = 3,
} baremo_engine;

// Lists of names that a model has.
typedef enum {
    BAREMO_NAMES_SCORES = 0,
    BAREMO_NAMES_GRADES = 1,
    BAREMO_NAMES_MATRICES = 2,
    BAREMO_NAMES_STAGES = 3,
    // Of leads: the order of the values of baremo_score.
    BAREMO_NAMES_ATTRIBUTES = 4,
    // Of events: the order of the values of baremo_event.
    BAREMO_NAMES_PROPERTIES = 5,
    // Names of events.
    BAREMO_NAMES_EVENTS = 6,
} baremo_names;

// What a value is.
typedef enum {
    BAREMO_KIND_UNKNOWN = 0,
    BAREMO_KIND_NUMBER = 1,
    BAREMO_KIND_BOOL = 2,
    // Seconds since 1970-01-01T00:00:00Z.
    BAREMO_KIND_TIME = 3,
    BAREMO_KIND_TEXT = 4,
    // A list of texts.
    BAREMO_KIND_LIST = 5,
} baremo_kind;

// What scores leads; 0 is none. Threads may share it.
typedef struct {
    uint64_t id;
} baremo_scorer;

// A compiled model; 0 is none.
typedef struct {
    uint64_t id;
} baremo_model;

// A text of the library's; 0 is none.
typedef struct {
    uint64_t id;
} baremo_string;

// A text of so many bytes, UTF-8; it need not end in a zero. NULL and blank texts are unknown.
typedef struct {
    const char *bytes;
    size_t length;
} baremo_text;

// Texts one after the other.
typedef struct {
    const baremo_text *items;
    size_t count;
} baremo_list;

// What a value holds, by its kind.
typedef union {
    double number;
    // 0 is no, everything else is yes.
    uint8_t yes;
    int64_t time;
    baremo_text text;
    baremo_list list;
} baremo_payload;

// A value of an attribute or a property. All zeros are unknown.
//
typedef struct {
    // A baremo_kind.
    uint32_t kind;
    baremo_payload as;
} baremo_value;

// An event of a lead.
typedef struct {
    // Its name, as baremo_find gives it. One that is no name of the model's is "another event".
    uint32_t name;
    // Seconds since 1970-01-01T00:00:00Z.
    int64_t time;
    // By position of the property; those beyond are unknown.
    const baremo_value *properties;
    size_t property_count;
} baremo_event;

// What a lead comes to. The caller says where figures go; the rest is written.
typedef struct {
    // In hundredths of a point, one a score; NULL: not wanted.
    int64_t *scores;
    // How many the array has room for.
    size_t score_room;
    // Numbers of labels (baremo_label), one a grade; NULL: not wanted.
    uint16_t *grades;
    size_t grade_room;
    // Numbers of cells (baremo_cell), one a matrix; NULL: not wanted.
    uint16_t *matrices;
    size_t matrix_room;
    // The number of the stage (baremo_name), BAREMO_NONE or BAREMO_DISQUALIFIED.
    uint16_t stage;
    // Its name, and what it says to do (bytes NULL: nothing). They stand until the model and all its scorers are freed.
    baremo_text stage_name;
    baremo_text action;
    // 1 if the model is for this lead; where it is not, every figure is 0 and there is no label.
    uint8_t in_model;
    // 1 if the lead is disqualified.
    uint8_t disqualified;
} baremo_outcome;

#ifdef __cplusplus
extern "C" {
#endif // __cplusplus

// Scores a batch: leads and events come as struct arrays, a child a column, and the results go the same way. `events` may be NULL: there
// are none. Columns are named as for `baremo score`: leads have `lead_id` or `id` and their attributes; events have these, `event`,
// `time` and their properties.
//
// The arrays are taken over, as the interface calls it: they are released by the library, whatever comes of the call; the schemas stay
// the caller's. The results are the caller's to release.
//
// Pointers that are not NULL lead to arrays and schemas as the C data interface has them; a released one is an error.
baremo_status baremo_score_batch(baremo_scorer scorer,
                                 struct ArrowArray *leads,
                                 const struct ArrowSchema *leads_schema,
                                 struct ArrowArray *events,
                                 const struct ArrowSchema *events_schema,
                                 int64_t as_of,
                                 struct ArrowArray *results,
                                 struct ArrowSchema *results_schema);

// Compiles the text of a rule file. Where the rules have errors, baremo_last_error tells all of them, a line each.
//
// `rules` has `length` bytes; `model` can be written to, or is NULL, which is an error.
baremo_status baremo_compile(const char *rules, size_t length, baremo_model *model);

// Loads a model that was compiled before, as `baremo build` writes it: without its source. Bytes that are altered, cut, or of a newer
// version are an error that says so.
//
// `bytes` has `length` bytes; `model` can be written to, or is NULL, which is an error.
baremo_status baremo_load(const uint8_t *bytes,
                          size_t length,
                          baremo_model *model);

// Frees a model. Scorers that were made of it go on.
baremo_status baremo_free_model(baremo_model model);

// Makes what scores leads, with an engine (a baremo_engine).
//
// `scorer` can be written to, or is NULL, which is an error.
baremo_status baremo_scorer_of(baremo_model model, uint32_t engine, baremo_scorer *scorer);

// Frees a scorer. Calls on other threads that use it now come to their end.
baremo_status baremo_free_scorer(baremo_scorer scorer);

// The bytes of a string; they stand until it is freed, and a zero stands behind them.
//
// `text` can be written to, or is NULL, which is an error.
baremo_status baremo_string_text(baremo_string string, baremo_text *text);

// Frees a string.
baremo_status baremo_free_string(baremo_string string);

// How many names a list (a baremo_names) has.
//
// `count` can be written to, or is NULL, which is an error.
baremo_status baremo_count(baremo_model model, uint32_t list, size_t *count);

// A name of a list (a baremo_names) by its number. The text stands until the model and all its scorers are freed.
//
// `name` can be written to, or is NULL, which is an error.
baremo_status baremo_name(baremo_model model, uint32_t list, size_t number, baremo_text *name);

// The number of a name in a list (a baremo_names). A name that no rule uses is an error, which names those like it.
//
// `name` has `length` bytes; `number` can be written to, or is NULL, which is an error.
baremo_status baremo_find(baremo_model model, uint32_t list, const char *name, size_t length, size_t *number);

// A label of a grade: the text for what baremo_score gives.
//
// `label` can be written to, or is NULL, which is an error.
baremo_status baremo_label(baremo_model model, size_t grade, uint16_t number, baremo_text *label);

// The value of a matrix and what it says to do (bytes NULL: nothing), for what baremo_score gives.
//
// `value` and `action` can be written to, or are NULL, which is an error.
baremo_status baremo_cell(baremo_model model, size_t matrix, uint16_t number, baremo_text *value, baremo_text *action);

// Scores one lead with its events, in any order, at a moment (seconds since 1970-01-01T00:00:00Z). Values stand in the order of the
// attributes; those beyond are unknown. Any thread may call this with any scorer.
//
// `attributes` has `attribute_count` values, `events` has `event_count` events, and all that they point to is as long as it says. The
// arrays of `outcome` have the room that it says.
baremo_status baremo_score(baremo_scorer scorer,
                           const baremo_value *attributes,
                           size_t attribute_count,
                           const baremo_event *events,
                           size_t event_count,
                           int64_t as_of,
                           baremo_outcome *outcome);

// The invoice of a lead as people read it: every line of every score, the events behind it, or why it did not fire.
//
// As `baremo_score`; `into` can be written to, or is NULL, which is an error.
baremo_status baremo_invoice_text(baremo_scorer scorer,
                                  const baremo_value *attributes,
                                  size_t attribute_count,
                                  const baremo_event *events,
                                  size_t event_count,
                                  int64_t as_of,
                                  baremo_string *into);

// The same as JSON: one object, as `baremo why --format json` prints it.
//
// As `baremo_invoice_text`.
baremo_status baremo_invoice_json(baremo_scorer scorer,
                                  const baremo_value *attributes,
                                  size_t attribute_count,
                                  const baremo_event *events,
                                  size_t event_count,
                                  int64_t as_of,
                                  baremo_string *into);

// What the last call on this thread that failed said: text of one line or more that ends in a zero. It stands until the next call that
// fails on this thread.
const char *baremo_last_error(void);

// The version of the library, as in "0.1.0".
const char *baremo_version(void);

#ifdef __cplusplus
}  // extern "C"
#endif  // __cplusplus

#endif  /* BAREMO_H */

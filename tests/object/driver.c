// Scores what a file of words asks, by the objects that are linked with it, and writes what they say. See `tests/object/mod.rs` for the words.

#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "models.h"

enum { TEXT = 3, LIST = 4 };
static const uint64_t NOTHING = UINT64_MAX;

static uint64_t *words;
static const char *bytes;
static uint64_t *items;

static uint64_t next(void) { return *words++; }

// Makes pointers of positions: texts among the bytes, lists among the items.
static void settle(uint64_t kind, uint64_t *cell) {
    if (kind != TEXT && kind != LIST) return;
    if (cell[0] == NOTHING) {
        cell[0] = cell[1] = 0;
    } else if (kind == TEXT) {
        cell[0] = (uint64_t)(uintptr_t)(bytes + cell[0]);
    } else {
        cell[0] = (uint64_t)(uintptr_t)(items + 2 * cell[0]);
    }
}

static void model(score scores) {
    uint64_t attributes = next(), properties = next(), results = next(), leads = next();
    int64_t as_of = (int64_t)next();
    const uint64_t *kinds = words;
    words += attributes + properties;
    uint64_t length = next();
    bytes = (const char *)words;
    words += (length + 7) / 8;
    uint64_t count = next();
    items = words;
    words += 2 * count;
    for (uint64_t i = 0; i < count; i++) settle(TEXT, items + 2 * i);
    int64_t *result = malloc(results * sizeof *result);
    for (uint64_t lead = 0; lead < leads; lead++) {
        uint64_t *cells = words;
        words += 2 * attributes;
        for (uint64_t i = 0; i < attributes; i++) settle(kinds[i], cells + 2 * i);
        uint64_t happened = next();
        uint64_t *events = words;
        for (uint64_t event = 0; event < happened; event++) {
            words += 2;
            for (uint64_t i = 0; i < properties; i++, words += 2) settle(kinds[attributes + i], words);
        }
        int64_t status = scores(cells, happened ? events : NULL, happened, as_of, result);
        fwrite(&status, sizeof status, 1, stdout);
        fwrite(result, sizeof *result, results, stdout);
    }
    free(result);
}

int main(int count, char **arguments) {
    FILE *file = count == 2 ? fopen(arguments[1], "rb") : NULL;
    if (!file) return 2;
    fseek(file, 0, SEEK_END);
    size_t size = (size_t)ftell(file);
    rewind(file);
    uint64_t *all = malloc(size);
    if (!all || fread(all, 1, size, file) != size) return 2;
    fclose(file);
    words = all;
    for (size_t i = 0; i < sizeof MODELS / sizeof *MODELS; i++) model(MODELS[i]);
    free(all);
    return 0;
}

import { freeName, type HarnessLanguage, type HarnessOption, headOf } from './harness.ts'

/** A harness in C99, without a library. */
export const c: HarnessLanguage = {
  ending: 'c',
  build: ({ source, program }) => `cc -std=c99 -O2 -o ${program} ${source} -lm`,
  run: ({ program }) => program,
  source(facts, commands) {
    const { key, args, options, modes } = facts
    const names = args.map((one) => freeName(one.key))
    const parameters = `${names.map((name) => `tensor ${name}`).join(', ')}, options o, const char *reduction`
    const unused = [...names, 'o', 'reduction'].map((name) => `(void)${name};`).join(' ')
    return `/* ${headOf(facts, commands, ' * ').slice(3)}
 */
#include <math.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum { RANKS = 8 };

/* Numbers in row-major order; a single number has rank 0, and what was not given no data. */
typedef struct {
  double *data;
  size_t length, rank, shape[RANKS];
} tensor;

/* Options with their defaults. */
typedef struct {
${[
  ...options.map((option) => `  ${typeOf(option)}${freeName(option.key)}; /* ${option.help} */`),
  ...(modes.length > 0 ? [`  const char *form; /* ${modes.join(' or ')}; empty: as the shapes say */`] : []),
  ...(options.length + modes.length === 0 ? ['  int none; /* this loss has no option */'] : []),
].join('\n')}
} options;

/* Your port: writes one number for a mean or a sum, the losses for none; returns how many.
 *
${args.map((one) => ` * ${freeName(one.key)}: ${one.what}`).join('\n')}
 */
static size_t ${key}(${parameters}, double *out) {
  ${unused}
  out[0] = NAN;
  return 1;
}

/* Writes the gradient with respect to ${args[0]!.key}, of the sum for none; false as long as you have none. */
static bool ${key}_grad(${parameters}, double *out) {
  ${unused} (void)out;
  return false;
}

static void *room(void *old, size_t count, size_t size) {
  void *memory = realloc(old, count * size + 1);
  if (!memory) exit(3);
  return memory;
}

static const char *skip_blanks(const char *at) { return at + strspn(at, " \\t\\r\\n,:"); }

static const char *skip_text(const char *at) {
  for (at++; *at && *at != '"'; at++)
    if (*at == '\\\\' && at[1]) at++;
  return *at ? at + 1 : at;
}

static const char *skip_value(const char *at) {
  int depth = 0;
  do {
    at = skip_blanks(at);
    if (!*at) return at;
    if (*at == '"') at = skip_text(at);
    else if (*at == '[' || *at == '{') depth++, at++;
    else if (*at == ']' || *at == '}') depth--, at++;
    else at += strcspn(at, ",]} \\t\\r\\n");
  } while (depth > 0);
  return at;
}

/* The value of a key of an object; NULL if it has none. */
static const char *member(const char *object, const char *key) {
  const char *at = skip_blanks(object);
  if (*at != '{') return NULL;
  size_t length = strlen(key);
  for (at = skip_blanks(at + 1); *at == '"'; at = skip_blanks(skip_value(at))) {
    bool found = strncmp(at + 1, key, length) == 0 && at[length + 1] == '"';
    at = skip_blanks(skip_text(at));
    if (found) return at;
  }
  return NULL;
}

/* JSON has no number for NaN and infinities: they come as texts, which strtod reads. */
static double number(const char *at, double otherwise) {
  return at ? strtod(at + (*at == '"'), NULL) : otherwise;
}

static bool flag(const char *at, bool otherwise) { return at ? *at == 't' : otherwise; }

static const char *word(const char *at, const char *otherwise) {
  if (!at || *at != '"') return otherwise;
  size_t length = (size_t)(skip_text(at) - at) - 2;
  char *text = room(NULL, length + 1, 1);
  memcpy(text, at + 1, length);
  text[length] = 0;
  return text;
}

static const char *numbers(const char *at, tensor *out, size_t depth) {
  at = skip_blanks(at);
  if (*at != '[') {
    out->data = room(out->data, out->length + 1, sizeof *out->data);
    out->data[out->length++] = number(at, NAN);
    return skip_value(at);
  }
  if (depth == RANKS) exit(4);
  if (out->rank <= depth) out->rank = depth + 1;
  size_t count = 0;
  for (at = skip_blanks(at + 1); *at && *at != ']'; at = skip_blanks(at), count++) at = numbers(at, out, depth + 1);
  out->shape[depth] = count;
  return *at ? at + 1 : at;
}

static tensor tensor_of(const char *at) {
  tensor out = {0};
  if (at) {
    out.data = room(NULL, 1, sizeof *out.data);
    numbers(at, &out, 0);
  }
  return out;
}

static void print(const double *values, size_t count) {
  for (size_t i = 0; i < count; i++) {
    if (i) printf(",");
    if (isfinite(values[i])) printf("%.17g", values[i]);
    else printf("\\"%s\\"", isnan(values[i]) ? "NaN" : values[i] > 0 ? "Infinity" : "-Infinity");
  }
}

static void answer(const char *asked) {
  const char *params = member(asked, "params"), *reduction = word(member(asked, "reduction"), "mean");
  if (!params) params = "{}";
  options o = {0};
${[
  ...options.map((option) => `  o.${freeName(option.key)} = ${readOf(option)};`),
  ...(modes.length > 0 ? ['  o.form = word(member(asked, "mode"), "");'] : []),
].join('\n')}
${args.map((one) => `  tensor ${freeName(one.key)} = tensor_of(member(asked, "${one.key}"));`).join('\n')}
  /* Losses may be as many as arguments that broadcast to each other have together. */
  size_t most = 1;
${names.map((name) => `  if (${name}.length > 1 && most < (1 << 22)) most *= ${name}.length;`).join('\n')}
  double *out = room(NULL, most, sizeof *out);
  size_t count = ${key}(${names.join(', ')}, o, reduction, out);
  bool none = strcmp(reduction, "none") == 0;
  printf(none ? "{\\"per_sample\\":[" : "{\\"value\\":");
  print(out, count);
  if (none) printf("]");
  if (flag(member(asked, "grad"), false) && ${key}_grad(${names.join(', ')}, o, reduction, out)) {
    printf(",\\"grad\\":[");
    print(out, ${names[0]!}.length);
    printf("]");
  }
  printf("}\\n");
  fflush(stdout);
}

int main(void) {
  char *line = NULL;
  size_t length = 0, size = 0;
  for (int c = getchar(); ; c = getchar()) {
    if (length + 1 >= size) line = room(line, size = 2 * size + 1024, 1);
    if (c != EOF && c != '\\n') {
      line[length++] = (char)c;
      continue;
    }
    line[length] = 0;
    /* What a case took is given back by the end of the program. */
    if (length > 0) answer(line);
    length = 0;
    if (c == EOF) return 0;
  }
}
`
  },
}

function typeOf({ kind }: HarnessOption): string {
  return { number: 'double ', whole: 'long ', flag: 'bool ', word: 'const char *', numbers: 'tensor ' }[kind]
}

function readOf({ key, kind, default: value }: HarnessOption): string {
  const at = `member(params, "${key}")`
  if (kind === 'numbers') return `tensor_of(${at})`
  if (kind === 'flag') return `flag(${at}, ${String(value)})`
  if (kind === 'word') return `word(${at}, ${JSON.stringify(value)})`
  const otherwise = value === undefined ? 'NAN' : value === Infinity ? 'INFINITY' : String(value)
  return kind === 'whole' ? `(long)number(${at}, ${otherwise})` : `number(${at}, ${otherwise})`
}

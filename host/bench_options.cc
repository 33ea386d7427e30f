// The table of `pastiche bench`.

#include "host/bench_options.h"

namespace pastiche::host {

CommandSpec BenchSpec() {
  using Kind = OptionSpec::Kind;
  return {.name = "bench",
          .summary = "how fast kernels and pipelines are on this machine",
          .positionals = "[BEFORE.json AFTER.json]",
          .max_positionals = 2,
          .options =
              {{.name = "filter",
                .kind = Kind::kText,
                .value = "REGEX",
                .help = "only rows whose name matches somewhere, see --list"},
               {.name = "list", .help = "print the names of the rows and stop"},
               {.name = "quick",
                .help = "fewer sizes and iterations; figures are rough"},
               {.name = "simd",
                .kind = Kind::kText,
                .value = "NAME",
                .help = "SIMD target, see doctor (default: PASTICHE_SIMD, else "
                        "the best)"},
               {.name = "peers",
                .kind = Kind::kChoice,
                .value = "on|off",
                .help = "compare with OpenBLAS and oneDNN (on)",
                .choices = {"on", "off"}},
               {.name = "seed",
                .kind = Kind::kInteger,
                .value = "N",
                .help = "of the data and the order of measuring (1)"},
               {.name = "export-json",
                .kind = Kind::kText,
                .value = "FILE",
                .help = "also write the result as JSON",
                .guarded = true},
               {.name = "export-csv",
                .kind = Kind::kText,
                .value = "FILE",
                .help = "also write the result as CSV",
                .guarded = true},
               {.name = "export-markdown",
                .kind = Kind::kText,
                .value = "FILE",
                .help = "also write the result as a Markdown table",
                .guarded = true},
               {.name = "compare",
                .help = "compare two saved results instead of measuring; exit "
                        "code 3 if something got slower"}},
          .examples = {"pastiche bench --filter dense --quick",
                       "pastiche bench --export-json after.json",
                       "pastiche bench --compare before.json after.json"}};
}

}  // namespace pastiche::host

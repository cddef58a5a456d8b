# From 0 to 1: eight ways to wait for many things at once.
#   make run    builds everything and shows it        make test   builds and runs every test
#   make help   lists the rest
# Each folder NN_name is a chapter: its main.cpp becomes build/NN_name, any other file with a main() becomes
# build/NN_thatfile, NN/*_test.cpp become build/NN_name_test, and what is left is linked into all of them.
# NN/pitfalls/name.cpp becomes build/pitfalls/name: a mistake, made on purpose, and always built so that it is seen.

BUILD    ?= build
export BUILD  # for tests that run programs
CXXFLAGS ?= -O2 -g
# What the code needs whatever CXXFLAGS says. SANITIZE=address,undefined (or thread) builds with those checks.
FLAGS    := -std=c++20 -Wall -Wextra -Wpedantic -Wshadow -Wconversion -Werror -pthread -I.
PITFALL_FLAGS := $(FLAGS) -O0 -g -fsanitize=address,undefined -fno-sanitize-recover=all -fno-sanitize=vptr
ifneq ($(SANITIZE),)
FLAGS    += -fsanitize=$(SANITIZE) -fno-omit-frame-pointer -fno-sanitize-recover=all
# (This check opens a pipe to look at an object, and is wrong where a test has used up all descriptors.)
FLAGS    += -fno-sanitize=vptr
# With what a sanitizer adds to it, g++ 12 believes that <regex> uses a variable before it is set.
FLAGS    += $(if $(findstring clang,$(CXX)),,-Wno-maybe-uninitialized)
endif
# macOS: it shows its fibers (ucontext.h), which it calls deprecated, only to who asks; and where Homebrew puts doctest.
FLAGS    += $(if $(findstring Darwin,$(shell uname)),-D_XOPEN_SOURCE=600 -D_DARWIN_C_SOURCE -Wno-deprecated-declarations)
FLAGS    += $(if $(wildcard /opt/homebrew/include),-isystem /opt/homebrew/include)
CHAPTERS := $(sort $(wildcard [0-9][0-9]_*))

ifeq ($(MAKELEVEL)$(filter -j%,$(MAKEFLAGS)),0)
MAKEFLAGS += -j$(shell getconf _NPROCESSORS_ONLN 2>/dev/null || echo 2)
endif
MAKEFLAGS += --no-builtin-rules
.DEFAULT_GOAL := help
.DELETE_ON_ERROR:
.SECONDARY:

# --- What is built from what --------------------------------------------------------------------------------

objects = $(patsubst %.cpp,$(BUILD)/objects/%.o,$(1))
with_main = $(if $(wildcard $(1)/*.cpp),$(shell grep -lw '^int main' $(wildcard $(1)/*.cpp)))
# The one program that needs another chapter: it is there only where that chapter is.
ifneq ($(wildcard 01_blocking),)
$(BUILD)/07_monkey_patch: $(BUILD)/objects/01_blocking/fetch.o
endif
COMMON_TESTS := $(wildcard common/*_test.cpp common/site/*_test.cpp common/tour/*_test.cpp)
COMMON  := $(filter-out $(COMMON_TESTS) $(call with_main,common/site) $(call with_main,common/tour),\
           $(wildcard common/*.cpp common/site/*.cpp common/tour/*.cpp))
LIBRARY := $(BUILD)/libcommon.a
TESTING := $(call objects,$(wildcard common/testing/*.cpp))

$(LIBRARY): $(call objects,$(COMMON))
	@rm -f $@ && ar rcs $@ $^

# $(1): program, $(2): its objects
define program
PROGRAMS += $(BUILD)/$(1)
$(BUILD)/$(1): $(2) $(LIBRARY)
	@echo "  link     $$@" && $(CXX) $(CXXFLAGS) $(FLAGS) $$^ -o $$@
endef

# What a chapter folder holds but programs and tests.
mechanism = $(filter-out $(wildcard $(1)/*_test.cpp) $(call with_main,$(1)),$(wildcard $(1)/*.cpp))

# Of a chapter folder. Each is linked with a few files, which are built once more for it.
pitfalls = $(patsubst $(1)/pitfalls/%.cpp,$(BUILD)/pitfalls/%,$(wildcard $(1)/pitfalls/*.cpp))
pitfall_objects = $(patsubst %.cpp,$(BUILD)/objects/pitfalls/%.o,$(1))
define pitfall_rule
$(call pitfalls,$(1)): $(BUILD)/pitfalls/%: $(BUILD)/objects/pitfalls/$(1)/pitfalls/%.o \
  $(call pitfall_objects,$(wildcard $(1)/event_loop.cpp $(1)/selector.cpp) common/socket.cpp common/trace.cpp)
	@mkdir -p $$(@D) && echo "  link     $$@" && $(CXX) $(PITFALL_FLAGS) $$^ -o $$@
endef
PITFALLS := $(foreach c,$(CHAPTERS),$(call pitfalls,$(c)))
$(foreach c,$(CHAPTERS),$(if $(call pitfalls,$(c)),$(eval $(call pitfall_rule,$(c)))))

$(BUILD)/objects/pitfalls/%.o: %.cpp $(BUILD)/flags | $(BUILD)/compiler
	@mkdir -p $(@D) && echo "  compile  $< (pitfalls)" && $(CXX) $(PITFALL_FLAGS) -MMD -MP -c $< -o $@

INTO_FAULTS := common/faults/left_behind.cpp common/faults/clock_set_back.cpp common/testing/holdings.cpp
# $(1): chapter folder, $(2): its number, $(3): its files with a main(), $(4): its tests, $(5): the rest
define chapter
$(foreach file,$(3),$(eval $(call program,$(if $(filter %/main.cpp,$(file)),$(1),$(2)_$(basename $(notdir $(file)))),$(call objects,$(file) $(5)))))
$(if $(4),$(eval $(call program,$(1)_test,$(call objects,$(4) $(5)) $(TESTING))))
$(if $(4),$(eval TESTS += $(1)_test))
run-$(2): $(BUILD)/$(1)
	$(BUILD)/$(1)
test-$(2): doctest $(if $(4),$(BUILD)/$(1)_test) programs-$(2)
	$(if $(4),@$(BUILD)/$(1)_test)
programs-$(2): $(foreach file,$(3),$(BUILD)/$(if $(filter %/main.cpp,$(file)),$(1),$(2)_$(basename $(notdir $(file)))))
programs-$(2): $(call pitfalls,$(1))
# Once more for `make faults`: with a wall clock that cannot be relied on, and a count of what is held at the end.
$(BUILD)/faults/$(1): $(call objects,$(INTO_FAULTS) $(1)/main.cpp $(5)) $(LIBRARY)
	@mkdir -p $$(@D) && echo "  link     $$@" && $(CXX) $(CXXFLAGS) $(FLAGS) $$^ -o $$@
.PHONY: run-$(2) test-$(2) programs-$(2)
# Exercises and solutions: each file is a test program, linked with the chapter's mechanism. A warning is no error there:
# somebody is in the middle of it.
$(BUILD)/objects/$(1)/exercises/%.o $(BUILD)/objects/$(1)/solutions/%.o: INCLUDE = -I$(1) -Wno-error
$(BUILD)/exercises/$(1)/%: $(BUILD)/objects/$(1)/exercises/%.o $(call objects,$(5)) $(TESTING) $(LIBRARY)
	@mkdir -p $$(@D) && echo "  link     $$@" && $(CXX) $(CXXFLAGS) $(FLAGS) $$^ -o $$@
$(BUILD)/solutions/$(1)/%: $(BUILD)/objects/$(1)/solutions/%.o $(call objects,$(5)) $(TESTING) $(LIBRARY)
	@mkdir -p $$(@D) && echo "  link     $$@" && $(CXX) $(CXXFLAGS) $(FLAGS) $$^ -o $$@
endef
$(foreach c,$(CHAPTERS),$(eval $(call chapter,$(c),$(firstword $(subst _, ,$(c))),\
  $(filter-out $(if $(wildcard 01_blocking),,%/monkey_patch.cpp),$(call with_main,$(c))),\
  $(wildcard $(c)/*_test.cpp),$(call mechanism,$(c)))))
$(eval $(call program,site,$(call objects,common/site/main.cpp)))
$(eval $(call program,tour,$(call objects,common/tour/main.cpp)))
$(eval $(call program,pictures,$(call objects,common/tour/pictures.cpp)))
$(eval $(call program,bench,$(call objects,common/tour/bench.cpp)))
$(eval $(call program,common_test,$(call objects,$(COMMON_TESTS)) $(TESTING)))
TESTS := common_test $(TESTS)
$(eval $(call program,faults_test,$(call objects,$(filter-out $(INTO_FAULTS),$(wildcard common/faults/*.cpp))) $(TESTING)))

$(BUILD)/objects/%.o: %.cpp $(BUILD)/flags | $(BUILD)/compiler
	@mkdir -p $(@D) && echo "  compile  $<" && $(CXX) $(CXXFLAGS) $(FLAGS) -MMD -MP $(INCLUDE) -c $< -o $@
INCLUDE = -I$(<D)
-include $(shell [ -d $(BUILD)/objects ] && find $(BUILD)/objects -name '*.d')

# Changes when the compiler or the flags do, and then everything is built anew.
$(BUILD)/flags: always
	@mkdir -p $(BUILD) && echo '$(CXX) $(CXXFLAGS) $(FLAGS)' | cmp -s - $@ || echo '$(CXX) $(CXXFLAGS) $(FLAGS)' > $@
.PHONY: always

# One clear line instead of a page of template errors.
$(BUILD)/compiler: $(BUILD)/flags
	@command -v $(firstword $(CXX)) > /dev/null || { \
	  echo "There is no compiler named $(firstword $(CXX)): install g++ 12 or newer, or clang 16 or newer (then: make CXX=clang++)." >&2; exit 1; }
	@printf '#include <coroutine>\n#include <ranges>\n#include <span>\nstd::suspend_never s; auto v = std::views::take(1); int main() {}\n' \
	  | $(CXX) -std=c++20 -x c++ -fsyntax-only - 2> /dev/null || { \
	  echo "$(CXX) is too old for C++20 ($$($(CXX) --version | head -n 1)): this needs g++ 12 or newer, or clang 16 or newer." >&2; exit 1; }
	@touch $@

# --- Random schedules: common/testing/schedules -------------------------------------------------------------

# A chapter's loop, linked with a network that is not there instead of common/socket.cpp.
# $(1): chapter folder, $(2): its number, $(3): its objects
SEEDS ?= 10000
define schedules
SCHEDULES += $(BUILD)/$(2)_schedules
$(BUILD)/$(2)_schedules: $(call objects,$(patsubst %,common/testing/schedules/%.cpp,$(2) schedules_test fake_network) \
  common/testing/main.cpp) $(3) $(LIBRARY)
	@echo "  link     $$@" && $(CXX) $(CXXFLAGS) $(FLAGS) $$^ -o $$@
$(BUILD)/objects/common/testing/schedules/$(2).o: INCLUDE = -I$(1)
$(BUILD)/objects/common/testing/schedules/schedules_test.o: | doctest
endef
$(foreach c,$(CHAPTERS),$(if $(wildcard common/testing/schedules/$(firstword $(subst _, ,$(c))).cpp),\
  $(eval $(call schedules,$(c),$(firstword $(subst _, ,$(c))),$(call objects,$(call mechanism,$(c)))))))

# One seed: SEED=17 build/05_schedules
schedules: $(SCHEDULES)
	@failed=; for t in $(SCHEDULES); do echo "$$t"; ASAN_OPTIONS=abort_on_error=1 SEEDS=$(SEEDS) $$t || failed="$$failed $$t"; done; \
	 if [ -n "$$failed" ]; then echo "failed:$$failed"; exit 1; fi

# --- Fuzzing: common/testing/fuzz ---------------------------------------------------------------------------

# Each target is built with what it fuzzes, by a clang that has libFuzzer; $(CXX) may be another compiler.
FUZZ_SECONDS ?= 60
FUZZ_CXX     ?= $(firstword $(foreach c,clang++ clang++-19 clang++-18 clang++-17 clang++-16,$(shell command -v $(c))) clang++)
FUZZ_FLAGS   := $(filter-out -fsanitize=% -fno-sanitize% -Wno-maybe-uninitialized,$(FLAGS)) -O1 -g -fsanitize=fuzzer,address,undefined \
                -fno-sanitize-recover=all -fno-sanitize=vptr
FUZZ_TARGETS := response url page $(if $(wildcard 03_processes),frame)

$(BUILD)/fuzz/compiler:
	@mkdir -p $(@D) && echo 'extern "C" int LLVMFuzzerTestOneInput(const unsigned char*, unsigned long) { return 0; }' \
	  | $(FUZZ_CXX) -fsanitize=fuzzer,address,undefined -x c++ - -o $@ 2> /dev/null || { \
	  echo "make fuzz needs a clang with libFuzzer (Debian: clang-16 and libclang-rt-16-dev); another one: make fuzz FUZZ_CXX=..." >&2; exit 1; }
$(BUILD)/fuzz/response $(BUILD)/fuzz/url: common/http.cpp common/url.cpp
$(BUILD)/fuzz/page: common/movie_page.cpp common/html_scanner.cpp
$(BUILD)/fuzz/frame: $(wildcard 03_processes/frame.cpp) common/http.cpp common/socket.cpp common/trace.cpp common/url.cpp
$(FUZZ_TARGETS:%=$(BUILD)/fuzz/%): $(BUILD)/fuzz/%: common/testing/fuzz/%.cpp \
  $(wildcard common/*.hpp common/testing/fuzz/*.hpp 03_processes/*.hpp) $(BUILD)/flags | $(BUILD)/fuzz/compiler
	@echo "  fuzzer   $@" && $(FUZZ_CXX) $(FUZZ_FLAGS) $(filter %.cpp,$^) -o $@

# What a run finds stays in build/fuzz, to begin with the next time: new inputs, and the one that failed.
fuzz: $(FUZZ_TARGETS:%=$(BUILD)/fuzz/%)
	@failed=; for t in $(FUZZ_TARGETS); do \
	   mkdir -p $(BUILD)/fuzz/found/$$t && \
	   $(BUILD)/fuzz/$$t -max_total_time=$(FUZZ_SECONDS) -timeout=10 -verbosity=0 -print_final_stats=1 \
	     -artifact_prefix=$(BUILD)/fuzz/$$t- $(BUILD)/fuzz/found/$$t common/testing/fuzz/corpus/$$t > $(BUILD)/fuzz/$$t.log 2>&1 \
	   && echo "$$t: $$(sed -n 's/^stat::number_of_executed_units: *//p' $(BUILD)/fuzz/$$t.log) inputs, none that fails" \
	   || { failed="$$failed $$t"; tail -n 40 $(BUILD)/fuzz/$$t.log; }; \
	 done; if [ -n "$$failed" ]; then echo "failed:$$failed"; exit 1; fi

# --- What can be asked for ----------------------------------------------------------------------------------

help:
	@echo "make run         build everything and take the tour: what each chapter does, and what it costs"
	@echo "make test        build and run every test (installs doctest from the system's packages if it is missing)"
	@echo "make run-NN      run one chapter:          $(foreach c,$(CHAPTERS),run-$(firstword $(subst _, ,$(c))))"
	@echo "make test-NN     test one chapter"
	@echo "make diff-NN-MM  what one chapter changes from another: the lesson as a diff"
	@echo "make exercise-NN build and check a chapter's three exercises   (exercise-NN-K: one; make exercises: all of them)"
	@echo "make hint-NN-K   the next hint       make watch-NN-K  check at each save       make reset-NN-K  begin again"
	@echo "make solutions   prove that every exercise fails before it is solved, and passes after"
	@echo "make faults      try to break every program: bad servers, limits, signals (a minute and a half)"
	@echo "make check       what can be tried in ten minutes: test, faults, schedules, texts, fuzz, valgrind"
	@echo "make texts       hold what the pages say against what the sources say"
	@echo "make valgrind    a crawl by each chapter under valgrind, and all that has fibers (half a minute)"
	@echo "make site        start the practice site on port 8250"
	@echo "make pictures    draw the waterfalls in docs/img anew, each from a run of its chapter"
	@echo "make bench       measure what docs/measurements.md tells (some minutes; PART=jobs|throughput|scale|prices|cores)"
	@echo "make schedules   the loops of chapters 05 to 08 under random schedules (SEEDS=10000; one: SEED=17 build/05_schedules)"
	@echo "make fuzz        try the parsers on made-up input, $(FUZZ_SECONDS) s each (needs clang; FUZZ_SECONDS=600)"
	@echo "make build       build all programs           make clean   remove all that was built"
	@echo "make format      format the sources           make compile_commands.json   for editors"
	@echo "Variables: CXX=clang++-16   SANITIZE=address,undefined   BUILD=folder"

build: $(PROGRAMS:%_test=) $(PITFALLS)
run: $(filter-out %_test,$(PROGRAMS))
	@$(BUILD)/tour $(foreach c,$(CHAPTERS),$(BUILD)/$(c))

pictures: $(BUILD)/pictures $(CHAPTERS:%=$(BUILD)/%)
	@$(BUILD)/pictures docs/img $(CHAPTERS:%=$(BUILD)/%)

# PART=throughput measures just that; without it, all parts, which takes some minutes.
bench: build
	@$(BUILD)/bench $(BUILD) $(PART)

site: $(BUILD)/site
	@$(BUILD)/site --port 8250

# One after the other, for tests of overlap should not share two cores with other tests; all of them, even if one fails.
test: doctest $(filter-out %_test,$(PROGRAMS)) $(PITFALLS) $(TESTS:%=$(BUILD)/%)
	@failed=; for t in $(TESTS); do echo "$$t"; $(BUILD)/$$t || failed="$$failed $$t"; done; \
	 if [ -n "$$failed" ]; then echo "failed:$$failed"; exit 1; fi

# Whole programs against servers, limits and signals: about a minute and a half.
faults: doctest $(CHAPTERS:%=$(BUILD)/faults/%) $(BUILD)/site $(BUILD)/faults_test
	@$(BUILD)/faults_test

# What CI tries, but for other compilers, sanitizers and browsers: under ten minutes. One thing after the other, for
# what is measured should not share two cores.
check:
	+@set -e; for what in test faults schedules texts; do $(MAKE) $$what; done; \
	if $(MAKE) $(BUILD)/fuzz/compiler; then $(MAKE) fuzz FUZZ_SECONDS=20; else echo "make fuzz is left out"; fi; \
	if command -v valgrind > /dev/null; then $(MAKE) valgrind; else echo "no valgrind: make valgrind is left out"; fi

# What stands in the pages against what stands in the sources.
PAGES := $(wildcard README.md [0-9][0-9]_*/README.md [0-9][0-9]_*/*/README.md)
texts:
	@common/testing/check_quotes.sh $(PAGES)
	@common/testing/check_links.sh $(PAGES) docs/*.md
	@common/testing/check_same.sh
	@common/testing/check_portable.sh

# A crawl by each chapter, and all that has fibers. (One test of theirs ends in a crash on purpose.)
VALGRIND := $(CHAPTERS:%="% --quiet --delay 5")
ifneq ($(wildcard 07_coroutines),)
VALGRIND += "07_coroutines --stackful --quiet --delay 5" "07_stackless_or_stackful" \
            "07_coroutines_test -tc=*fiber* -tce=*crash*"
VALGRIND += $(if $(wildcard 01_blocking),"07_monkey_patch --patch --quiet --delay 5")
endif
valgrind: doctest $(CHAPTERS:%=$(BUILD)/%) $(filter $(BUILD)/07_%,$(PROGRAMS))
	@sh common/testing/valgrind.sh $(VALGRIND)

doctest: $(BUILD)/compiler
	@CXX="$(CXX) $(FLAGS)" sh common/testing/find_doctest.sh
$(TESTING) $(call objects,$(COMMON_TESTS) $(wildcard common/faults/*.cpp [0-9][0-9]_*/*_test.cpp [0-9][0-9]_*/exercises/*.cpp [0-9][0-9]_*/solutions/*.cpp)): | doctest

# exercise-05: its three; exercise-05-2: one of them; exercises: the whole course.
exercise = +@BUILD="$(BUILD)" SANITIZE="$(SANITIZE)" MAKE="$(MAKE)" sh common/testing/exercises.sh
exercises: ; $(exercise) check
exercise-%: ; $(exercise) check $*
watch-%: ; $(exercise) watch $*
hint-%: ; $(exercise) hint $*
reset-%: ; $(exercise) reset $*
solutions: ; $(exercise) solutions

diff-%:
	@diff -ruP -x '*_test.cpp' -x README.md -x exercises -x solutions $(wildcard $(firstword $(subst -, ,$*))_*) $(wildcard $(lastword $(subst -, ,$*))_*) || [ $$? -eq 1 ]

format:
	clang-format -i $(wildcard common/*.?pp common/*/*.?pp common/*/*/*.?pp [0-9][0-9]_*/*.?pp [0-9][0-9]_*/*/*.?pp)

compile_commands.json: always
	@{ echo '['; for f in $(wildcard common/*.cpp common/*/*.cpp [0-9][0-9]_*/*.cpp [0-9][0-9]_*/*/*.cpp); do \
	  echo "{\"directory\": \"$(CURDIR)\", \"file\": \"$$f\", \"command\": \"$(CXX) $(CXXFLAGS) $(FLAGS) -I$$(dirname $$f) -c $$f\"},"; \
	  done | sed '$$ s/,$$//'; echo ']'; } > $@

clean:
	rm -rf $(BUILD) compile_commands.json

.PHONY: help build run pictures bench site test check texts faults valgrind doctest schedules fuzz format clean exercises solutions

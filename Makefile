# From 0 to 1: eight ways to wait for many things at once. `make help` lists what can be asked for.
#
# A chapter is a folder: 05_select_loop. Each of its files with a main() is a program:
#   05_select_loop/main.cpp            build/05_select_loop
#   05_select_loop/busy_loop.cpp       build/05_busy_loop
#   08_worker_queue/crawler/main.cpp   build/08_crawler
# Its *_test.cpp files are one test program, build/05_select_loop_test. Its other files are linked into all of these.
# The .mk files that are included stand beside what they run.

BUILD    ?= build
CXXFLAGS ?= -O2 -g
FLAGS    := -std=c++20 -Wall -Wextra -Wpedantic -Wshadow -Wconversion -Werror -pthread -I.
export BUILD  # for tests that run programs

.DEFAULT_GOAL := help
.DELETE_ON_ERROR:
.SECONDARY:
MAKEFLAGS += --no-builtin-rules
ifeq ($(MAKELEVEL)$(filter -j%,$(MAKEFLAGS)),0)
MAKEFLAGS += -j$(shell getconf _NPROCESSORS_ONLN 2>/dev/null || echo 2)
endif

# --- What there is --------------------------------------------------------------------------------------------

CHAPTERS := $(sort $(wildcard [0-9][0-9]_*))
# Of a file: its chapter's folder, and that folder's number.
folder = $(firstword $(subst /, ,$(1)))
number = $(firstword $(subst _, ,$(1)))
objects = $(patsubst %.cpp,$(BUILD)/objects/%.o,$(1))

SOURCES := $(filter-out %_test.cpp $(wildcard [0-9][0-9]_*/exercises/* [0-9][0-9]_*/solutions/* [0-9][0-9]_*/pitfalls/*), \
             $(wildcard [0-9][0-9]_*/*.cpp [0-9][0-9]_*/*/*.cpp))
COMMON  := $(wildcard common/*.cpp common/crawl/*.cpp common/program/*.cpp common/site/*.cpp common/site/*/*.cpp common/bench/*.cpp)
MAINS   := $(shell grep -lw '^int main' $(SOURCES) $(COMMON))
# The one program that needs another chapter is left out where that is missing.
MAINS   := $(if $(wildcard 01_blocking),$(MAINS),$(filter-out %/monkey_patch.cpp,$(MAINS)))
mechanism = $(call objects,$(filter-out $(MAINS) %/monkey_patch.cpp,$(filter $(1)/%,$(SOURCES))))
tests_of  = $(wildcard $(1)/*_test.cpp $(1)/*/*_test.cpp)

# --- How it is built ------------------------------------------------------------------------------------------

LINK = @mkdir -p $(@D) && echo "  link     $@" && $(CXX) $(CXXFLAGS) $(FLAGS) $(filter %.o %.a,$^) $(LIBS) -o $@

$(BUILD)/objects/%.o: %.cpp $(BUILD)/flags | $(BUILD)/compiler
	@mkdir -p $(@D) && echo "  compile  $<" && $(CXX) $(CXXFLAGS) $(FLAGS) -I$(call folder,$<) $(INCLUDE) -MMD -MP -c $< -o $@
-include $(shell [ -d $(BUILD)/objects ] && find $(BUILD)/objects -name '*.d')

$(BUILD)/libcommon.a: $(call objects,$(filter-out $(MAINS),$(COMMON)))
	@rm -f $@ && ar rcs $@ $^

# The name of a program: of $(1)/main.cpp and of $(1)/other.cpp; for a step, NN_chapter/step/main.cpp, NN_step.
step    = $(word 2,$(subst /, ,$(patsubst %/main.cpp,%,$(1))))
program = $(call number,$(1))_$(basename $(notdir $(if $(filter %/main.cpp,$(1)),$(or $(call step,$(1)),\
            $(patsubst $(call number,$(1))_%,%,$(call folder,$(1)))),$(1))))
define program_rule
PROGRAMS += $(BUILD)/$(call program,$(1))
programs-$(call number,$(1)): $(BUILD)/$(call program,$(1))
$(BUILD)/$(call program,$(1)): $(call objects,$(1)) $(call mechanism,$(call folder,$(1))) $(BUILD)/libcommon.a
	$$(LINK)
endef
$(foreach main,$(filter-out common/%,$(MAINS)),$(eval $(call program_rule,$(main))))

# $(1): the chapter's folder, $(2): its number.
define chapter_rules
TESTS += $(BUILD)/$(1)_test
$(BUILD)/$(1)_test: $(call objects,$(call tests_of,$(1))) $(call mechanism,$(1)) $(TESTING) $(BUILD)/libcommon.a
	$$(LINK)
run-$(2): programs-$(2)
	$(BUILD)/$(1)
test-$(2): programs-$(2) $(BUILD)/$(1)_test
	$(BUILD)/$(1)_test
.PHONY: run-$(2) test-$(2) programs-$(2)
endef
TESTING := $(call objects,$(wildcard common/testing/*.cpp))
$(foreach c,$(CHAPTERS),$(eval $(call chapter_rules,$(c),$(call number,$(c)))))

include $(wildcard common/*/*.mk common/*/*/*.mk [0-9][0-9]_*/*/*.mk)

# --- What can be asked for ------------------------------------------------------------------------------------

## make run          build everything and take the tour: what each chapter does, and what it costs
## make test         build and run every test (installs doctest from the system's packages if it is missing)
## make run-NN       build all programs of one chapter, and run the chapter's own
## make test-NN      test one chapter
## make diff-NN-MM   what one chapter changes from another: the lesson as a diff
## make build        build all programs           make clean   remove all that was built
help:
	@sed -n 's/^## //p' $(MAKEFILE_LIST)

build: $(PROGRAMS)

# One after the other, for tests of overlap should not share two cores with other tests; all of them, even if one fails.
test: $(PROGRAMS) $(TESTS)
	@failed=; for t in $(TESTS); do echo "$$t"; $$t || failed="$$failed $$t"; done; \
	 if [ -n "$$failed" ]; then echo "failed:$$failed"; exit 1; fi

diff-%:
	@sh common/testing/diff.sh $*

clean:
	rm -rf $(BUILD) compile_commands.json

.PHONY: help build run test clean always

# From 0 to 1: eight ways to wait for many things at once. `make help` lists the targets.
#
# A chapter is a folder: 05_select_loop. Each of its files with a main() is a program:
#   05_select_loop/main.cpp            build/05_select_loop
#   05_select_loop/busy_loop.cpp       build/05_busy_loop
#   08_worker_queue/crawler/main.cpp   build/08_crawler
# What tests it is in testing/: its *_test.cpp files together are one test program, build/05_select_loop_test. Its other
# files are linked into all of these. Each included .mk file is in the folder of what it runs.

# Said on the command line, as in make BUILD=/tmp/b test. (CXX and CXXFLAGS can come from the environment too.)
BUILD    := build
CXX      ?= g++
CXXFLAGS ?= -O2 -g
FLAGS    := -std=c++20 -Wall -Wextra -Wpedantic -Wshadow -Wconversion -Werror -pthread -I.
export BUILD  # for tests that run programs

.DEFAULT_GOAL := help
.DELETE_ON_ERROR:

ifeq ($(wildcard common),)
$(error Call make in the folder of the Makefile, or use -C instead of -f: there is no folder common here)
endif
include common/testing/surroundings.mk
.PRECIOUS: $(BUILD)/objects/%.o  # make would delete what only a pattern names
MAKEFLAGS += --no-builtin-rules
CPUS := $(shell getconf _NPROCESSORS_ONLN 2>/dev/null || echo 2)
ifeq ($(MAKELEVEL)$(filter -j%,$(MAKEFLAGS)),0)
MAKEFLAGS += -j$(CPUS)
endif

# --- The sources ----------------------------------------------------------------------------------------------

# Names that make or the shell would take apart are no sources: "main copy.cpp", "main(1).cpp".
EVERYTHING := $(sort $(shell LC_ALL=C find -H common [0-9][0-9]_* -name '[!.]*.?pp' \
                ! -path '*[!A-Za-z0-9_./-]*' 2> /dev/null))
files = $(filter $(EVERYTHING),$(wildcard $(1)))
# A file's chapter folder, and the number of that folder.
folder = $(firstword $(subst /, ,$(1)))
number = $(firstword $(subst _, ,$(1)))
objects = $(patsubst %.cpp,$(BUILD)/objects/%.o,$(1))

CHAPTERS := $(sort $(patsubst %/main.cpp,%,$(call files,[0-9][0-9]_*/main.cpp)))
$(foreach c,$(CHAPTERS),$(if $(word 2,$(filter $(call number,$(c))_%,$(CHAPTERS))), \
  $(error Two folders are chapter $(call number,$(c)): $(filter $(call number,$(c))_%,$(CHAPTERS)). \
    Rename one, as in old_$(c))))

export CHAPTERS  # for scripts

SOURCES := $(filter-out $(wildcard $(addprefix [0-9][0-9]_*/,exercises/* solutions/* pitfalls/* testing/*)), \
             $(call files,[0-9][0-9]_*/*.cpp [0-9][0-9]_*/*/*.cpp))
COMMON  := $(call files,common/*.cpp common/crawl/*.cpp common/program/*.cpp common/site/*.cpp common/site/*/*.cpp common/bench/*.cpp)
MAINS   := $(shell awk '/^int main[^A-Za-z0-9_]/ { print FILENAME }' $(SOURCES) $(COMMON))
# One program needs chapter 01. It is left out if that chapter is missing.
MAINS   := $(if $(wildcard 01_blocking),$(MAINS),$(filter-out %/monkey_patch.cpp,$(MAINS)))
mechanism = $(call objects,$(filter-out $(MAINS) %/monkey_patch.cpp,$(filter $(1)/%,$(SOURCES))))
# A second step is a folder with a main.cpp. The chapter's own programs do not link it.
steps     = $(filter-out $(1)/,$(dir $(filter $(1)/%/main.cpp,$(MAINS))))
first_step = $(filter-out $(addprefix $(BUILD)/objects/,$(addsuffix %,$(call steps,$(1)))),$(call mechanism,$(1)))
tests_of  = $(call files,$(1)/testing/*_test.cpp $(1)/*/testing/*_test.cpp)

# --- Building -------------------------------------------------------------------------------------------------

# Each file is written under another name first: so a build that is killed leaves no half of it, and two builds at once
# do not mix theirs.
LINK   = @mkdir -p $(@D) && echo "  link     $@" && \
         $(CXX) $(CXXFLAGS) $(FLAGS) $(filter %.o %.a,$^) $(LIBS) -o $@.$$$$ && mv -f $@.$$$$ $@
# The options with which the compiler writes an object, and a list of the headers that it depends on.
OBJECT = -MMD -MP -MT $@ -MF $@.d$$$$ -c $< -o $@.$$$$ && mv -f $@.d$$$$ $(@:.o=.d) && mv -f $@.$$$$ $@

# A debugger sees variables in the chapters, and only line numbers in common/ (-g1), which compiles faster.
$(BUILD)/objects/%.o: %.cpp $(BUILD)/std.hpp.gch
	@mkdir -p $(@D) && echo "  compile  $<" && \
	  $(CXX) $(if $(filter common/%,$<),$(CXXFLAGS:-g=-g1),$(CXXFLAGS)) $(FLAGS) $(STD) -I$(call folder,$<) $(INCLUDE) $(OBJECT)
-include $(shell [ -d $(BUILD)/objects ] && find $(BUILD)/objects -name '*.d')

# Without what only `make bench` needs, so that `make run` does not build it.
ONLY_BENCH := $(call objects,$(addprefix common/bench/,floor.cpp plot.cpp prices.cpp process.cpp))
$(BUILD)/libcommon.a: $(filter-out $(ONLY_BENCH),$(call objects,$(filter-out $(MAINS),$(COMMON))))
	@rm -f $@.$$$$ && ar rcs $@.$$$$ $^ && mv -f $@.$$$$ $@

# A program's name: NN_chapter/main.cpp is NN_chapter, NN_chapter/other.cpp is NN_other, and the main.cpp of a step,
# NN_chapter/step/main.cpp, is NN_step.
step    = $(word 2,$(subst /, ,$(patsubst %/main.cpp,%,$(1))))
program = $(call number,$(1))_$(basename $(notdir $(if $(filter %/main.cpp,$(1)),$(or $(call step,$(1)),\
            $(patsubst $(call number,$(1))_%,%,$(call folder,$(1)))),$(1))))
# The object is named, because each program is to say "out of memory", also one that calls nothing in it.
ALWAYS  := $(call objects,$(call files,common/program/out_of_memory.cpp)) $(BUILD)/libcommon.a
define program_rule
PROGRAMS += $(BUILD)/$(call program,$(1))
programs-$(call number,$(1)): $(BUILD)/$(call program,$(1))
$(BUILD)/$(call program,$(1)): $(call objects,$(1)) $(call $(if $(filter $(call steps,$(call folder,$(1))),$(dir $(1))),mechanism,first_step),$(call folder,$(1))) $(ALWAYS)
	$$(LINK)
endef
$(foreach main,$(filter-out common/%,$(MAINS)),$(eval $(call program_rule,$(main))))

# $(1) is the chapter's folder, $(2) its number.
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
TESTING := $(call objects,$(call files,common/testing/*.cpp))
$(foreach c,$(CHAPTERS),$(eval $(call chapter_rules,$(c),$(call number,$(c)))))

RULES := $(wildcard common/*/*.mk common/*/*/*.mk [0-9][0-9]_*/*/*.mk)
include $(filter-out common/testing/surroundings.mk,$(filter %.mk,$(wildcard $(RULES))))

# --- Targets --------------------------------------------------------------------------------------------------

## make run          build the chapters and compare them: what each does and costs
## make test         build and run every test (installs doctest if it is missing)
## make quick        the tests of what has changed, and the pages: under two minutes
## make run-NN       build all programs of one chapter, and run its main program
## make test-NN      test one chapter
## make diff-NN-MM   what one chapter changes from another: the lesson as a diff
## make build        build all programs         make clean        remove everything built
help:
	@sed -n 's/^## //p' $(MAKEFILE_LIST)

build: $(PROGRAMS)

# Runs four test programs at a time, because a test mostly waits. (In this order the longest begin first.)
test: $(PROGRAMS) $(TESTS)
	@printf '%s\n' $(TESTS) | sort -r | sed 's/.*/& \&\& touch &.passed/' | sh common/testing/side_by_side.sh 4

# Runs the tests that are newer than their last success, or whose chapter's programs are.
quick: texts $(TESTS:%=%.passed)
$(TESTS:%=%.passed): %.passed: % | $(PROGRAMS)
	@echo "  test     $*" && $* > $@.log 2>&1 || { cat $@.log; exit 1; }
	@touch $@
$(foreach c,$(CHAPTERS),$(eval $(BUILD)/$(c)_test.passed: $(filter $(BUILD)/$(call number,$(c))_%,$(PROGRAMS))))

diff-%:
	@sh common/testing/diff.sh $*

clean:
	rm -rf $(BUILD) compile_commands.json

.PHONY: help build run test quick clean always

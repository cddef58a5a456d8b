# What compilers, sanitizers and systems need besides the Makefile's own flags.
## With each:        CXX=clang++-16  SANITIZE=address,undefined (or thread)
##                   CXXFLAGS=-O0  BUILD=folder

SANITIZE :=
# Its name does not say what it is: c++ is clang on macOS. When it is updated, everything is built anew.
COMPILER := $(shell $(CXX) --version 2> /dev/null | head -n 1)
CLANG    := $(findstring clang,$(COMPILER))

ifneq ($(SANITIZE),)
FLAGS += -fsanitize=$(SANITIZE) -fno-omit-frame-pointer -fno-sanitize-recover=all
# (This check opens a pipe to look at an object, and is wrong where a test has used up all descriptors.)
FLAGS += -fno-sanitize=vptr
# With a sanitizer, g++ 12 warns falsely that <regex> uses a variable before it is set.
FLAGS += $(if $(CLANG),,-Wno-maybe-uninitialized)
endif
# At -O1, g++ 12 takes the operator delete that a program replaces for one that does not belong to its operator new.
FLAGS += $(if $(findstring clang,$(CXX)),,-Wno-mismatched-new-delete)
# macOS: ucontext.h, which our fibers use, is deprecated, and hidden unless asked for; iconv() is in a library of its
# own; Homebrew puts doctest into a folder of its own.
FLAGS += $(if $(findstring Darwin,$(shell uname)),-D_XOPEN_SOURCE=600 -D_DARWIN_C_SOURCE -Wno-deprecated-declarations)
LIBS  := $(if $(findstring Darwin,$(shell uname)),-liconv)
FLAGS += $(if $(wildcard /opt/homebrew/include),-isystem /opt/homebrew/include)

# Changes when the compiler or the flags do, and then everything is built anew.
$(BUILD)/flags: always
	@mkdir -p $(BUILD) 2> /dev/null && test -w $(BUILD) || { \
	  echo "The folder $(BUILD) cannot be written to: name another one, as in make BUILD=/tmp/build run" >&2; exit 1; }
	@[ -e $(BUILD)/sums ] || sh common/testing/age_changed.sh $(BUILD)
	@echo $(COMMAND) | cmp -s - $@ || echo $(COMMAND) > $@
COMMAND = '$(subst ','\'',$(COMPILER): $(CXX) $(CXXFLAGS) $(FLAGS))'

# One clear line instead of a page of template errors.
WANTED := g++ 12 or newer, or clang 16 or newer
$(BUILD)/compiler: $(BUILD)/flags
	@command -v $(firstword $(CXX)) > /dev/null || { \
	  echo "There is no compiler named $(firstword $(CXX)): install $(WANTED) (then: make CXX=clang++)." >&2; exit 1; }
	@printf '#if __clang_major__ + 0 ? __clang_major__ < 16 : __GNUC__ < 12\n#error\n#endif\n' \
	  | $(CXX) -std=c++20 -x c++ -fsyntax-only - 2> /dev/null || { \
	  echo "$(CXX) is too old ($$($(CXX) --version | head -n 1)): this needs $(WANTED)." >&2; exit 1; }
	@printf '#include <coroutine>\n#include <ranges>\nstd::suspend_never s; auto v = std::views::take(1);\n' \
	  | $(CXX) -std=c++20 -x c++ -fsyntax-only - 2> /dev/null || { \
	  echo "$(CXX) finds no C++20 standard library: install the one that belongs to it (for -stdlib=libc++ on Debian: libc++-dev, libc++abi-dev)." >&2; exit 1; }
	@touch $@

# The standard headers that most files include, compiled once: that saves a third of the time. Each file still includes
# what it uses; CI compiles each without this header, by the commands of compile_commands.json.
STD = -include $(BUILD)/std.hpp
# In g++, a header that is compiled once forgets which of its warnings the library has switched off.
STD += $(if $(CLANG),,-Wno-array-bounds -Wno-stringop-overflow -Wno-stringop-overread)
$(BUILD)/std.hpp.gch: $(BUILD)/flags | $(BUILD)/compiler
	@echo "  compile  $(@:.gch=)" && printf '#include <%s>\n' algorithm array charconv chrono coroutine deque functional map \
	  optional poll.h set stdexcept string string_view system_error unistd.h utility vector > $@.hpp$$$$ && \
	  { cmp -s $@.hpp$$$$ $(@:.gch=) || cp $@.hpp$$$$ $(@:.gch=); } && rm $@.hpp$$$$ && \
	  $(CXX) $(CXXFLAGS) $(FLAGS) -x c++-header $(@:.gch=) -o $@.$$$$ && mv -f $@.$$$$ $@

# The tests' one dependency. Whatever includes it waits until it is there.
doctest: $(BUILD)/compiler
	@CXX="$(CXX) $(FLAGS)" sh common/testing/find_doctest.sh
USES_DOCTEST := $(call files,common/testing/*.cpp common/testing/*/*_test.cpp \
  [0-9][0-9]_*/testing/*_test.cpp [0-9][0-9]_*/*/testing/*_test.cpp)
$(call objects,$(USES_DOCTEST)): | doctest

## make format       format the sources
## make compile_commands.json   tell clangd, and so editors, how each file is compiled
format:
	clang-format -i $(EVERYTHING)

# Exercises with their headers, because the reader edits those. (-Wno-error: exercises are built with it; and g++ warns
# about #pragma once in a header that is compiled by itself.)
COMMANDS = $(filter %.cpp,$(EVERYTHING)) $(filter %.hpp,$(call files,[0-9][0-9]_*/exercises/*.hpp [0-9][0-9]_*/exercises/from_memory/* [0-9][0-9]_*/solutions/*.hpp))
compile_commands.json: always
	@directory=$$(pwd | sed 's/["\\]/\\&/g'); { echo '['; for f in $(COMMANDS); do \
	  chapter=$${f%%/*}; include=-I$$chapter; language=; \
	  case $$f in \
	    */exercises/from_memory/*) include="-Wno-error -Wno-unused -Wno-unused-parameter -I$${f%/*} -I$(BUILD)/from_memory/$$chapter" ;; \
	    */exercises/* | */solutions/*) include="-Wno-error -I$$chapter/exercises -I$$chapter" ;; \
	  esac; \
	  case $$f in */exercises/*.hpp | */solutions/*.hpp) language='-x c++-header ' ;; esac; \
	  echo "{\"directory\": \"$$directory\", \"file\": \"$$f\", \"command\": \"$(CXX) $(CXXFLAGS) $(FLAGS) $$include $$language-c $$f\"},"; \
	  done | sed '$$ s/,$$//'; echo ']'; } > $@.$$$$ && mv -f $@.$$$$ $@

.PHONY: doctest format

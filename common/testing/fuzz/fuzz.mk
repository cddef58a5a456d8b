## make fuzz         run the parsers on random input (needs clang; FUZZ_SECONDS=60)
# A clang with libFuzzer builds each target and the code that it fuzzes; $(CXX) may be another compiler.
FUZZ_SECONDS := 60
FUZZ_CXX      = $(firstword $(foreach c,clang++ clang++-19 clang++-18 clang++-17 clang++-16,$(shell command -v $(c))) clang++)
FUZZ_FLAGS    = $(filter-out -fsanitize=% -fno-sanitize% -Wno-maybe-uninitialized,$(FLAGS)) -O1 -g \
                -fsanitize=fuzzer,address,undefined -fno-sanitize-recover=all -fno-sanitize=vptr
# A target is NAME.cpp in testing/fuzz/ of what it fuzzes, where corpus/NAME holds its first inputs. What it is linked with
# stands in a .mk file of that folder.
FUZZ_SOURCES := $(call files,common/testing/fuzz/*.cpp [0-9][0-9]_*/testing/fuzz/*.cpp [0-9][0-9]_*/*/testing/fuzz/*.cpp)
FUZZ_TARGETS := $(basename $(notdir $(FUZZ_SOURCES)))

$(BUILD)/fuzz/compiler:
	@mkdir -p $(@D) && echo 'extern "C" int LLVMFuzzerTestOneInput(const unsigned char*, unsigned long) { return 0; }' \
	  | $(FUZZ_CXX) -fsanitize=fuzzer,address,undefined -x c++ - -o $@ 2> /dev/null || { \
	  echo "make fuzz needs a clang with libFuzzer (Debian: clang-16 and libclang-rt-16-dev); to name another clang: make fuzz FUZZ_CXX=..." >&2; exit 1; }
$(BUILD)/fuzz/response $(BUILD)/fuzz/url: common/http.cpp common/url.cpp
$(BUILD)/fuzz/url: common/crawl/link.cpp
$(BUILD)/fuzz/page: $(patsubst %,common/crawl/%.cpp,movie_page html_scanner entities html_text charset printable) \
  common/http.cpp common/url.cpp
define fuzz_rule
$(BUILD)/fuzz/$(2): $(1) $(wildcard common/*.hpp common/crawl/*.hpp common/testing/fuzz/*.hpp $(subst testing/fuzz/,,$(dir $(1)))*.hpp) $(BUILD)/flags | $(BUILD)/fuzz/compiler
	@echo "  fuzzer   $$@" && $$(FUZZ_CXX) $$(FUZZ_FLAGS) -I$(call folder,$(1)) $$(filter %.cpp,$$^) $$(LIBS) -o $$@.$$$$$$$$ && mv -f $$@.$$$$$$$$ $$@
endef
$(foreach source,$(FUZZ_SOURCES),$(eval $(call fuzz_rule,$(source),$(basename $(notdir $(source))))))

# A run leaves new inputs in build/fuzz/found, and the next run starts with them. An input that failed is in build/fuzz.
fuzz: $(FUZZ_TARGETS:%=$(BUILD)/fuzz/%)
	@mkdir -p $(FUZZ_TARGETS:%=$(BUILD)/fuzz/found/%)
	@for source in $(FUZZ_SOURCES); do t=$$(basename $$source .cpp); \
	   echo "$(BUILD)/fuzz/$$t -max_total_time=$(FUZZ_SECONDS) -timeout=10 -verbosity=0 -print_final_stats=1" \
	     "-artifact_prefix=$(BUILD)/fuzz/$$t- $(BUILD)/fuzz/found/$$t $${source%/*}/corpus/$$t"; \
	 done | sh common/testing/side_by_side.sh $(CPUS)

.PHONY: fuzz

## make fuzz         run the parsers on random input (needs clang; FUZZ_SECONDS=60)
# A clang with libFuzzer builds each target and the code that it fuzzes; $(CXX) may be another compiler.
FUZZ_SECONDS ?= 60
FUZZ_CXX     ?= $(firstword $(foreach c,clang++ clang++-19 clang++-18 clang++-17 clang++-16,$(shell command -v $(c))) clang++)
FUZZ_FLAGS    = $(filter-out -fsanitize=% -fno-sanitize% -Wno-maybe-uninitialized,$(FLAGS)) -O1 -g \
                -fsanitize=fuzzer,address,undefined -fno-sanitize-recover=all -fno-sanitize=vptr
FUZZ_TARGETS := response url page $(if $(wildcard 03_processes),frame) $(if $(wildcard 08_worker_queue),robots)

$(BUILD)/fuzz/compiler:
	@mkdir -p $(@D) && echo 'extern "C" int LLVMFuzzerTestOneInput(const unsigned char*, unsigned long) { return 0; }' \
	  | $(FUZZ_CXX) -fsanitize=fuzzer,address,undefined -x c++ - -o $@ 2> /dev/null || { \
	  echo "make fuzz needs a clang with libFuzzer (Debian: clang-16 and libclang-rt-16-dev); to name another clang: make fuzz FUZZ_CXX=..." >&2; exit 1; }
$(BUILD)/fuzz/response $(BUILD)/fuzz/url: common/http.cpp common/url.cpp
$(BUILD)/fuzz/url: common/crawl/link.cpp
$(BUILD)/fuzz/page: $(patsubst %,common/crawl/%.cpp,movie_page html_scanner entities html_text charset printable) \
  common/http.cpp common/url.cpp
$(BUILD)/fuzz/frame: $(wildcard 03_processes/frame.cpp) common/http.cpp common/socket.cpp common/url.cpp
$(BUILD)/fuzz/robots: $(wildcard 08_worker_queue/crawler/robots.cpp 08_worker_queue/crawler/path_pattern.cpp) common/url.cpp
$(FUZZ_TARGETS:%=$(BUILD)/fuzz/%): $(BUILD)/fuzz/%: common/testing/fuzz/%.cpp \
  $(wildcard common/*.hpp common/crawl/*.hpp common/testing/fuzz/*.hpp 03_processes/*.hpp 08_worker_queue/crawler/*.hpp) $(BUILD)/flags | $(BUILD)/fuzz/compiler
	@echo "  fuzzer   $@" && $(FUZZ_CXX) $(FUZZ_FLAGS) $(filter %.cpp,$^) $(LIBS) -o $@

# A run leaves new inputs in build/fuzz/found, and the next run starts with them. An input that failed is in build/fuzz.
fuzz: $(FUZZ_TARGETS:%=$(BUILD)/fuzz/%)
	@failed=; for t in $(FUZZ_TARGETS); do \
	   mkdir -p $(BUILD)/fuzz/found/$$t && \
	   $(BUILD)/fuzz/$$t -max_total_time=$(FUZZ_SECONDS) -timeout=10 -verbosity=0 -print_final_stats=1 \
	     -artifact_prefix=$(BUILD)/fuzz/$$t- $(BUILD)/fuzz/found/$$t common/testing/fuzz/corpus/$$t > $(BUILD)/fuzz/$$t.log 2>&1 \
	   && echo "$$t: $$(sed -n 's/^stat::number_of_executed_units: *//p' $(BUILD)/fuzz/$$t.log) inputs, none failed" \
	   || { failed="$$failed $$t"; tail -n 40 $(BUILD)/fuzz/$$t.log; }; \
	 done; if [ -n "$$failed" ]; then echo "failed:$$failed"; exit 1; fi

.PHONY: fuzz

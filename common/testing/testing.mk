# The tests of common/, and everything that tries to break the programs.

$(BUILD)/common_test: $(call objects,$(call files,common/testing/unit/*.cpp)) $(call objects,common/bench/plot.cpp common/bench/process.cpp) $(TESTING) $(BUILD)/libcommon.a
	$(LINK)
TESTS := $(BUILD)/common_test $(TESTS)

## make faults       try to break every program: bad servers, limits, signals
# Links each program once more, with an unreliable wall clock and a count of what it holds when it ends.
# SEED=N repeats a run of it, and of make schedules one seed. (A SEED of the environment is another program's.)
ifeq ($(origin SEED),environment)
unexport SEED
endif
INTO_FAULTS := common/testing/faults/left_behind.cpp common/testing/faults/clock_set_back.cpp common/testing/made_up_names.cpp common/testing/holdings.cpp common/testing/allocations.cpp
FAULTY_PROGRAMS :=
FAULTY := $(filter $(CHAPTERS:%=%/main.cpp) 07_coroutines/fibers/main.cpp 08_worker_queue/crawler/main.cpp,$(MAINS))
define faulty_rule
FAULTY_PROGRAMS += $(BUILD)/faults/$(call program,$(1))
$(BUILD)/faults/$(call program,$(1)): $(call objects,$(INTO_FAULTS) $(1)) $(call mechanism,$(call folder,$(1))) $(BUILD)/libcommon.a
	$$(LINK)
endef
$(foreach main,$(FAULTY),$(eval $(call faulty_rule,$(main))))
$(BUILD)/faults_test: $(call objects,$(filter-out $(INTO_FAULTS),$(call files,common/testing/faults/*.cpp))) $(TESTING) $(BUILD)/libcommon.a
	$(LINK)
# (In two processes: the practice site's memory is measured, so it should not begin with what other tests have left.)
faults: $(FAULTY_PROGRAMS) $(BUILD)/site $(BUILD)/faults_test
	@printf '%s\n' "$(BUILD)/faults_test -sf='*/site_test.cpp'" "$(BUILD)/faults_test -sfe='*/site_test.cpp'" | sh common/testing/side_by_side.sh 2

## make schedules    run the loops of chapters 05 to 08 under random schedules
##                   (SEEDS=10000; one schedule alone: SEED=17 build/05_schedules)
# Links a chapter's loop with a fake network instead of common/socket.cpp.
SEEDS     := 10000
SCHEDULES :=
FAKE      := common/testing/schedules/schedules_test.cpp common/testing/schedules/fake_network.cpp common/testing/main.cpp common/testing/allocations.cpp
define schedules_rule
SCHEDULES += $(BUILD)/$(2)_schedules
$(BUILD)/$(2)_schedules: $(call objects,$(1)/testing/schedules.cpp $(FAKE)) $(call mechanism,$(1)) $(BUILD)/libcommon.a
	$$(LINK)
endef
$(foreach c,$(patsubst %/testing/schedules.cpp,%,$(call files,[0-9][0-9]_*/testing/schedules.cpp)),$(eval $(call schedules_rule,$(c),$(call number,$(c)))))
schedules: $(SCHEDULES)
	@printf 'ASAN_OPTIONS=abort_on_error=1 SEEDS=$(SEEDS) %s\n' $(SCHEDULES) | sh common/testing/side_by_side.sh $(CPUS)

## make valgrind     crawl with each chapter under valgrind, and test the fibers
# (Without two tests of the fibers: one crashes on purpose, and one uses up all memory for stacks.)
comma := ,
VALGRIND := $(CHAPTERS:%="% --quiet --delay 5")
VALGRIND += $(if $(filter 07_coroutines,$(CHAPTERS)),"07_fibers --quiet --delay 5" "07_stackless_or_stackful" "07_coroutines_test -tc=*fiber* -tce=*crash*$(comma)*stacks*")
VALGRIND += $(if $(filter %/monkey_patch.cpp,$(MAINS)),"07_monkey_patch --patch --quiet --delay 5")
VALGRIND += $(if $(filter 08_worker_queue,$(CHAPTERS)),"08_crawler --workers 5 --quiet --delay 5")
valgrind: $(PROGRAMS) $(filter %07_coroutines_test,$(TESTS))
	@command -v valgrind > /dev/null || { echo "make valgrind needs valgrind (Debian: the package valgrind)" >&2; exit 1; }
	@printf "sh common/testing/valgrind.sh '%s'\n" $(VALGRIND) | sh common/testing/side_by_side.sh $(CPUS)

## make texts        check that the pages agree with the sources
# Chinese sections that lag behind English are listed, and do not fail. Without this line they fail.
TRANSLATION := --may-lag
PAGES := $(wildcard README.md common/README.md $(foreach c,$(CHAPTERS),$(c)/README.md $(c)/*/README.md))
texts:
	@command -v python3 > /dev/null || { echo "make texts needs python3, for common/testing/translation.py"; exit 1; }
	@sh common/testing/check_quotes.sh $(PAGES) docs/where-next.md
	@for d in docs/where-next/*.diff; do git apply --check $$d || { echo "docs/where-next.md: $$d does not apply any more"; exit 1; }; done
	@sh common/testing/check_links.sh $(PAGES) $(wildcard $(PAGES:.md=.zh-CN.md) docs/*.md .github/*.md)
	@BUILD=$(BUILD) sh common/testing/exercises.sh hints
	@sh common/testing/check_same.sh
	@sh common/testing/check_portable.sh
	@python3 common/testing/awaits_test.py && python3 common/testing/awaits.py
	@python3 common/testing/translation_test.py
	@python3 common/testing/translation.py $(TRANSLATION)

## make check        ten minutes of test, faults, schedules, texts, fuzz, valgrind
# What CI runs, without other compilers, sanitizers and browsers. One after another, because measurements should not
# share two cores.
check:
	+@set -e; for what in test faults schedules texts; do $(MAKE) $$what; done; \
	if $(MAKE) $(BUILD)/fuzz/compiler; then $(MAKE) fuzz FUZZ_SECONDS=20; else echo "make fuzz is left out"; fi; \
	if command -v valgrind > /dev/null; then $(MAKE) valgrind; else echo "no valgrind: make valgrind is left out"; fi

.PHONY: check texts faults valgrind schedules

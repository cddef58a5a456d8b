# The practice site, and the programs that run, draw and measure the chapters.
PROGRAMS += $(addprefix $(BUILD)/,site tour pictures bench)
$(BUILD)/site: $(call objects,common/site/main.cpp) $(ALWAYS)
	$(LINK)
$(BUILD)/tour $(BUILD)/pictures: $(BUILD)/%: $(BUILD)/objects/common/bench/%.o $(ALWAYS)
	$(LINK)
$(BUILD)/bench: $(BUILD)/objects/common/bench/bench.o $(ONLY_BENCH) $(ALWAYS)
	$(LINK)

run: $(BUILD)/tour $(CHAPTERS:%=$(BUILD)/%)
	@$(BUILD)/tour $(CHAPTERS:%=$(BUILD)/%)

## make site         start the practice site on port 8250
site: $(BUILD)/site
	@$(BUILD)/site --port 8250

## make pictures     draw docs/img again, from runs of the chapters
pictures: $(BUILD)/pictures $(CHAPTERS:%=$(BUILD)/%)
	@$(BUILD)/pictures docs/img $(CHAPTERS:%=$(BUILD)/%)

## make bench        measure what docs/measurements.md shows (takes some minutes;
##                   one part: PART=jobs, throughput, scale, sleepers, prices, cores)
PART :=
bench: $(PROGRAMS)
	@$(BUILD)/bench $(BUILD) $(PART)

.PHONY: run site pictures bench

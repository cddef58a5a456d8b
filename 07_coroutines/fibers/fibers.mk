# The only program that needs another chapter: it is linked with chapter 01's unchanged object file.
$(BUILD)/07_monkey_patch: $(BUILD)/objects/01_blocking/fetch.o

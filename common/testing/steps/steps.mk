## make steps        record the loops of 05 to 08 for docs (needs gdb)
# A chapter's loop on the network of make schedules, unoptimized, so that each line is a place to stop at.
RECORDED := $(patsubst %/testing/steps.cpp,%,$(call files,[0-9][0-9]_*/testing/steps.cpp))
STEPS    := $(foreach c,$(RECORDED),$(call number,$(c)))
step_objects = $(patsubst $(BUILD)/objects/%,$(BUILD)/steps/objects/%,$(1))
$(BUILD)/steps/std.hpp.gch: $(BUILD)/std.hpp.gch
	@mkdir -p $(@D) && echo "  compile  $(@:.gch=)" && cp $(BUILD)/std.hpp $(@D) && $(CXX) -O0 -g $(FLAGS) -x c++-header $(@:.gch=) -o $@.$$$$ && mv -f $@.$$$$ $@
$(BUILD)/steps/objects/%.o: %.cpp $(BUILD)/steps/std.hpp.gch
	@mkdir -p $(@D) && echo "  compile  $< (-O0)" && $(CXX) -O0 -g $(FLAGS) $(STD:$(BUILD)/%=$(BUILD)/steps/%) -I$(call folder,$<) $(INCLUDE) $(OBJECT)
-include $(shell [ -d $(BUILD)/steps ] && find $(BUILD)/steps -name '*.d')
define steps_rule
$(BUILD)/steps/$(2): $(call step_objects,$(call objects,$(1)/testing/steps.cpp common/testing/steps/main.cpp common/testing/schedules/fake_network.cpp) $(call first_step,$(1))) $(BUILD)/libcommon.a
	$$(LINK)
endef
$(foreach c,$(RECORDED),$(eval $(call steps_rule,$(c),$(call number,$(c)))))
FOLDER := docs
steps: $(STEPS:%=record-%)
$(STEPS:%=record-%): record-%: $(BUILD)/steps/%
	@command -v gdb > /dev/null || { echo "make steps needs gdb: apt-get install gdb" >&2; exit 1; }
	@FOLDER=$(FOLDER) gdb -q -batch -nx -x common/testing/steps/record.py $< > /dev/null

## make who-waits    who waits for whom in a crawl that hangs, by 06, 07 or 08
##                   (PID=number of its process; needs gdb)
PID :=
who-waits:
	@command -v gdb > /dev/null || { echo "make who-waits needs gdb: apt-get install gdb" >&2; exit 1; }
	@test -n "$(PID)" || { echo "make who-waits PID=number of the process" >&2; exit 1; }
	@gdb -q -batch -nx -p $(PID) -x common/testing/steps/who_waits.py -ex who-waits 2>&1 \
	 | sed -e '/^\[/d' -e '/^Using/d' -e '/^0x/d' -e '/^[0-9]*	/d' -e '/^$$/d' -e '/^warning/d'

.PHONY: steps $(STEPS:%=record-%) who-waits

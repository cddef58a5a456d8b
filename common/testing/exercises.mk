# Exercises and solutions: each file is a test program, linked with the chapter's mechanism.
## make exercise-NN  build and check a chapter's three exercises
##                   (exercise-NN-K: one of them; make exercises: all there are)
## make watch-NN-K   check one at each save; when it is done, go on to the next
## make hint-NN-K    the next hint              make reset-NN-K   begin it again
## make solutions    prove that every exercise fails unsolved, and passes solved

define exercise_rules
$(BUILD)/exercises/$(1)/%: $(BUILD)/objects/$(1)/exercises/%.o $(call mechanism,$(1)) $(TESTING) $(BUILD)/libcommon.a
	$$(LINK)
$(BUILD)/solutions/$(1)/%: $(BUILD)/objects/$(1)/solutions/%.o $(call mechanism,$(1)) $(TESTING) $(BUILD)/libcommon.a
	$$(LINK)
# A warning is no error there: somebody is in the middle of it.
$(BUILD)/objects/$(1)/exercises/%.o $(BUILD)/objects/$(1)/solutions/%.o: INCLUDE = -Wno-error
endef
$(foreach c,$(CHAPTERS),$(eval $(call exercise_rules,$(c))))

exercise = +@BUILD="$(BUILD)" SANITIZE="$(SANITIZE)" MAKE="$(MAKE)" sh common/testing/exercises.sh
exercises: ; $(exercise) check
exercise-%: ; $(exercise) check $*
watch-%: ; $(exercise) watch $*
hint-%: ; $(exercise) hint $*
reset-%: ; $(exercise) reset $*
solutions: ; $(exercise) solutions

.PHONY: exercises solutions

# Exercises. The reader writes NN_x/exercises/1_name.hpp; exercises/checks/1_name.cpp includes it and checks it. A solution is
# a file of the same name in solutions/. A cheat (solutions/cheats/1_name.what.hpp) is a wrong one, which must fail.
# What the reader writes from memory is in exercises/from_memory/. Its checks are the chapter's own tests.
## make exercise-NN  build and check a chapter's four exercises
##                   (exercise-NN-K: one of them; make exercises: all there are)
## make watch-NN-K   check one at each save; when it is done, go on to the next
## make hint-NN-K    the next hint              make reset-NN-K   begin it again
## make solutions    prove that every exercise fails unsolved, and passes solved
##                   (CHEATS=no: without the wrong solutions, in half the time)
## make grade OF=folder   points for the exercises in a student's copy
##                   (grade-NN, grade-NN-K: for some of them)
## make handout      pack what a class gets: all but the solutions

# -Wno-error, because a half-written exercise may have warnings.
COMPILE_EXERCISE = @mkdir -p $(@D) && echo "  compile  $(NAME)" && \
  $(CXX) $(CXXFLAGS) $(FLAGS) $(STD) -Wno-error $(INCLUDE) $(OBJECT)

# $(1): a chapter. $(2): what is checked: exercises, solutions or grade. $(3): the folder of the files that are checked.
define check_rules
$(BUILD)/$(2)/$(1)/%: $(BUILD)/objects/$(2)/$(1)/%.o $(call mechanism,$(1)) $(TESTING) $(BUILD)/libcommon.a
	$$(LINK)
$(BUILD)/objects/$(2)/$(1)/%.o: $(1)/exercises/checks/%.cpp $(BUILD)/std.hpp.gch | doctest
	$$(COMPILE_EXERCISE)
$(BUILD)/objects/$(2)/$(1)/%.o: INCLUDE = -I$(3) -I$(1)
$(BUILD)/objects/$(2)/$(1)/%.o: NAME = $(3)/$$*.hpp
endef

# $(1): a chapter. $(2): a cheat's file, such as 1_name.what.patch. $(3): its name, 1_name.what. $(4): the exercise, 1_name, by
# whose name the check includes it. (-O1 -g0 -s: it is never debugged, and there are many.)
define cheat_rules
$(BUILD)/cheats/$(1)/$(3): $(BUILD)/objects/cheats/$(1)/$(3).o $(call mechanism,$(1)) $(TESTING) $(BUILD)/libcommon.a
	$$(LINK)
$(BUILD)/cheats/$(1)/$(3): LIBS += -s
$(BUILD)/objects/cheats/$(1)/$(3).o: $(1)/exercises/checks/$(4).cpp $(BUILD)/cheats/$(1)/$(3).included/$(4).hpp $(BUILD)/std.hpp.gch | doctest
	$$(COMPILE_EXERCISE)
$(BUILD)/objects/cheats/$(1)/$(3).o: INCLUDE = -O1 -g0 -I$(BUILD)/cheats/$(1)/$(3).included -I$(1)
$(BUILD)/objects/cheats/$(1)/$(3).o: NAME = $(1)/solutions/cheats/$(2)
$(BUILD)/cheats/$(1)/$(3).included/$(4).hpp: $(1)/solutions/cheats/$(2) $(if $(filter %.patch,$(2)),$(1)/solutions/$(4).hpp)
	@mkdir -p $$(@D) && $$(MAKE_CHEAT$(suffix $(2)))
endef
MAKE_CHEAT.hpp   = { echo '\#line 1 "$<"'; cat $<; } > $@
MAKE_CHEAT.patch = patch -s -F 0 -i $< -o $@ $(lastword $^) > /dev/null || { echo "$< does not apply to $(lastword $^) any more" >&2; exit 1; }

# From memory: a copy of the chapter without the files that the reader writes. So each name exists once, and files of
# both folders can include each other. (#line: a message names the chapter's file, and not the copy.)
from_memory = $(filter $(call own_files,$(1)),$(notdir $(call files,$(1)/exercises/from_memory/*.?pp)))
own_files   = $(patsubst $(1)/%,%,$(filter-out $(MAINS) %/monkey_patch.cpp,$(call files,$(1)/*.?pp $(1)/from_*/*.?pp $(1)/testing/*_test.cpp $(1)/testing/*.hpp)))
copied      = $(filter-out $(call from_memory,$(1)),$(call own_files,$(1)))
# $(1): a chapter. $(2): exercises or grade. $(3): the folder with the reader's files.
define from_memory_rules
$(BUILD)/$(2)/$(1)/4_from_memory: $(addprefix $(BUILD)/objects/$(2)/$(1)/from_memory/,$(patsubst %.cpp,%.o,$(filter %.cpp,$(call own_files,$(1))))) \
  $(TESTING) $(BUILD)/libcommon.a | programs-$(call number,$(1))
	$$(LINK)
$(call from_memory_objects,$(1),$(2),$(filter %.cpp,$(copied)),$(BUILD)/from_memory/$(1))
$(call from_memory_objects,$(1),$(2),$(filter %.cpp,$(call from_memory,$(1))),$(3))
$(BUILD)/objects/$(2)/$(1)/from_memory/%.o: INCLUDE = -Wno-unused -Wno-unused-parameter -I$(3) -I$(BUILD)/from_memory/$(1)
$(BUILD)/objects/$(2)/$(1)/from_memory/%.o: NAME = $$(patsubst $(BUILD)/from_memory/%,%,$$<) (from memory)
endef
# $(3): some of its sources. $(4): where they stand.
define from_memory_objects
$(patsubst %.cpp,$(BUILD)/objects/$(2)/$(1)/from_memory/%.o,$(3)): $(BUILD)/objects/$(2)/$(1)/from_memory/%.o: $(4)/%.cpp $(BUILD)/std.hpp.gch \
  | doctest $(addprefix $(BUILD)/from_memory/$(1)/,$(copied))
	@rm -f $(addprefix $(BUILD)/from_memory/$(1)/,$(call from_memory,$(1)))
	$$(COMPILE_EXERCISE)
endef
define copy_rule
$(addprefix $(BUILD)/from_memory/$(1)/,$(copied)): $(BUILD)/from_memory/%: %
	@mkdir -p $$(@D) && { echo '#line 1 "$$<"'; cat $$<; } > $$@.$$$$$$$$ && mv -f $$@.$$$$$$$$ $$@
compile_commands.json: $(addprefix $(BUILD)/from_memory/$(1)/,$(copied))
endef

define exercise_rules
$(call check_rules,$(1),exercises,$(1)/exercises)
$(call check_rules,$(1),solutions,$(1)/solutions)
$(call check_rules,$(1),grade,$(BUILD)/grade/of/$(1)/exercises)
$(foreach cheat,$(notdir $(wildcard $(1)/solutions/cheats/*.hpp $(1)/solutions/cheats/*.patch)),$(call \
  cheat_rules,$(1),$(cheat),$(basename $(cheat)),$(basename $(basename $(cheat))))
)
$(if $(call from_memory,$(1)),$(call copy_rule,$(1))
$(call from_memory_rules,$(1),exercises,$(1)/exercises/from_memory)
$(call from_memory_rules,$(1),grade,$(BUILD)/grade/of/$(1)/exercises/from_memory))
endef
$(foreach c,$(CHAPTERS),$(eval $(call exercise_rules,$(c))))

CHEATS :=
LIMIT  :=
OF     :=
# (+ lends it make's job server, but would also run it when make -n only prints.)
exercise = $(if $(runs_nothing),,+)@BUILD="$(BUILD)" SANITIZE="$(SANITIZE)" CHEATS="$(CHEATS)" LIMIT="$(LIMIT)" \
  OF="$(OF)" MAKE="$(MAKE)" sh common/testing/exercises.sh
exercises: ; $(exercise) check
exercise-%: ; $(exercise) check $*
watch-%: ; $(exercise) watch $*
hint-%: ; $(exercise) hint $*
reset-%: ; $(exercise) reset $*
solutions: ; $(exercise) solutions
grade: ; $(exercise) grade
grade-%: ; $(exercise) grade $*
handout: ; @BUILD="$(BUILD)" sh common/testing/handout.sh

.PHONY: exercises solutions grade handout

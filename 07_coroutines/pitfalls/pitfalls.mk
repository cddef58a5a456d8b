# pitfalls/name.cpp makes build/pitfalls/name: a mistake made on purpose, always built so that a sanitizer can see it.
PITFALLS := $(patsubst 07_coroutines/pitfalls/%.cpp,$(BUILD)/pitfalls/%,$(call files,07_coroutines/pitfalls/*.cpp))
PITFALL_FLAGS = $(filter-out -fsanitize=%,$(FLAGS)) -O0 -g -fsanitize=address,undefined -fno-sanitize-recover=all -fno-sanitize=vptr

$(BUILD)/objects/pitfalls/%.o: %.cpp $(BUILD)/flags | $(BUILD)/compiler
	@mkdir -p $(@D) && echo "  compile  $< (pitfalls)" && $(CXX) $(PITFALL_FLAGS) -I07_coroutines $(OBJECT)
# Each is linked with a few files, which are built again with these flags.
$(PITFALLS): $(BUILD)/pitfalls/%: $(BUILD)/objects/pitfalls/07_coroutines/pitfalls/%.o \
  $(patsubst %.cpp,$(BUILD)/objects/pitfalls/%.o,07_coroutines/event_loop.cpp 07_coroutines/from_05/selector.cpp common/http.cpp common/socket.cpp common/url.cpp)
	@mkdir -p $(@D) && echo "  link     $@" && $(CXX) $(PITFALL_FLAGS) $^ -o $@.$$$$ && mv -f $@.$$$$ $@
PROGRAMS += $(PITFALLS)
programs-07: $(PITFALLS)

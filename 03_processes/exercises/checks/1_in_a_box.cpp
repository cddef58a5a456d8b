// --- Checks: nothing to edit below this line ------------------------------------------------------------------

// What in_a_box throws, in words; "" when it throws nothing.
std::string complaint_about(const std::function<std::string()>& function) {
    try {
        in_a_box(function);
    } catch (const std::runtime_error& error) {
        return error.what();
    }
    return "";
}

TEST_CASE("what the function returns comes home from another process") {
    std::string pid = in_a_box([] { return std::to_string(::getpid()); });
    CHECK_MESSAGE(pid != "",
                  "expected: the number of the child's process; seen: nothing. The child has written into its own "
                  "copy of `result`, which ended with it. What do parent and child have in common?");
    CHECK_MESSAGE(pid != std::to_string(::getpid()), "it ran in this very process, where a crash of it is ours");
}

TEST_CASE("results of every size come home") {
    CHECK_MESSAGE(complaint_about([] { return std::string(); }) == "",
                  "a function that returns an empty text has not crashed: that nothing came and that \"\" came must "
                  "look different on the way");
    std::string large(3'000'000, '\0');
    // (If this never ends: the child sleeps until somebody takes its bytes. What does the parent wait for?)
    CHECK_MESSAGE(in_a_box([&] { return large; }) == large, "three million zeros did not come home as they left");
}

TEST_CASE("a crash costs the box, and its cause is told") {
    auto killed = [parent = ::getpid()]() -> std::string {
        if (::getpid() != parent) std::raise(SIGKILL);
        return "it ran in this very process";
    };
    std::string said = complaint_about(killed);
    CHECK_MESSAGE(said.find("killed by signal 9") != std::string::npos,
                  "expected a std::runtime_error with \"killed by signal 9\" in it; seen: \"", said,
                  "\". Who knows how a worker ended?");
    said = complaint_about([]() -> std::string { throw std::runtime_error("told to nobody"); });
    CHECK_MESSAGE(said.find("left with status 1") != std::string::npos,
                  "expected a std::runtime_error with \"left with status 1\" in it; seen: \"", said, "\"");
    CHECK_MESSAGE(!has_children(), "a child was left in the process table: nobody has waited for it");
}

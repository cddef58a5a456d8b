# What the fuzz target of robots.txt is linked with.
$(BUILD)/fuzz/robots: 08_worker_queue/crawler/robots.cpp 08_worker_queue/crawler/path_pattern.cpp common/url.cpp

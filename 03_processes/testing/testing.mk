# What the fuzz target of the frames is linked with.
$(BUILD)/fuzz/frame: 03_processes/frame.cpp common/http.cpp common/socket.cpp common/url.cpp

#!/bin/sh
# Checks that the table of docs/robustness.md lists everything that a source file uses beyond POSIX.1-2008, and nothing
# else. `make texts` calls it from the top folder: common/testing/check_portable.sh
# A build with posix_only.hpp finds such names too, but neither paths nor names that an #ifdef hides.
page=docs/robustness.md

names="__linux__|__APPLE__|__[A-Za-z]*BSD__|__GLIBC[A-Z_]*|_[A-Z]*_SOURCE|__has_include
|accept4|pipe2|dup3|ppoll|epoll_create1?|epoll_ctl|epoll_p?wait|(event|timer|signal)fd
|inotify[a-z0-9_]*|memfd_create|kqueue|kevent|io_uring[a-z_]*
|SOCK_NONBLOCK|SOCK_CLOEXEC|MSG_DONTWAIT|MSG_CMSG_CLOEXEC|SO_NOSIGPIPE|SO_REUSEPORT|TCP_FASTOPEN|sendfile|splice
|prctl|sched_[gs]etaffinity|pthread_[a-z]*_np|gettid|syscall|wait3|wait4|vfork|usleep|daemon|environ
|mallopt|malloc_trim|mallinfo2?|MAP_ANON[A-Z]*|MAP_STACK|MAP_NORESERVE|mremap|madvise|alloca|reallocarray
|ucontext_t|[gs]etcontext|makecontext|swapcontext|_setjmp|_longjmp|RTLD_NEXT|RTLD_DEFAULT|dladdr|backtrace[a-z_]*
|ru_[a-z]*rss|ru_[a-z]*csw|ru_[a-z]*flt|RLIMIT_(NPROC|MEMLOCK|RSS)|TIOC[A-Z]*|NI_MAXHOST|NI_MAXSERV
|getentropy|getrandom|arc4random[a-z_]*|v?asprintf|strcasestr|memmem|memrchr|strchrnul|strsep|strlcpy|timegm|qsort_r
|/proc/[a-z/]*|/sys/[a-z/]*|/dev/(full|shm|fd|u?random)"

find common [0-9][0-9]_* \( -name '*.cpp' -o -name '*.hpp' -o -name '*.sh' \) \
    ! -name posix_only.hpp ! -name check_portable.sh ! -path '*/cheats/*' \
    -exec awk -v names="$(echo "$names" | tr -d '\n')" '
    {
        sub(/\/\/.*/, "")
        $0 = " " $0 " "
        while (match($0, "[^A-Za-z0-9_](" names ")[^A-Za-z0-9_]")) {
            print FILENAME, substr($0, RSTART + 1, RLENGTH - 2)
            $0 = substr($0, RSTART + RLENGTH - 1)
        }
    }' {} + | sort -u | awk -v page="$page" '
    FILENAME == "-" { used[$1, $2]; next }  # file and name
    /^## / { inside = /^## What is not plain POSIX/ }
    !inside || !/^\| *\[/ { next }
    # A row: its linked files and its names in backticks belong together. Each file must use one of the names, and each
    # name must be used by one of the files.
    {
        rows++
        split($0, cell, " *[|] *")
        files = split(cell[2], file, /\(\.\.\/|\)/)
        count = split(cell[3], name, "`")
        for (i = 2; i <= files; i += 2) {
            good = 0
            for (n = 2; n <= count; n += 2)
                if ((file[i], name[n]) in used) { listed[file[i], name[n]]; is_used[FNR, name[n]]; good = 1 }
            if (!good) { print page ":" FNR ": " file[i] " no longer uses any of this"; bad = 1 }
        }
        for (n = 2; n <= count; n += 2)
            if (!((FNR, name[n]) in is_used)) { print page ":" FNR ": none of these files uses " name[n]; bad = 1 }
    }
    END {
        for (pair in used)
            if (!(pair in listed)) {
                split(pair, part, SUBSEP)
                print part[1] ": " part[2] " is not in POSIX.1-2008, nor in the table of " page; bad = 1
            }
        printf "%d rows checked\n", rows
        exit bad
    }' - "$page"

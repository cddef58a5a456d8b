#!/bin/sh
# Installs the tests' one dependency, the doctest header, if it is missing. `make test` calls it; CXX is the compiler with
# its flags.
found() { printf '#include <doctest/doctest.h>\n' | ${CXX:-g++} -x c++ -E - > /dev/null 2>&1; }

found && exit 0
install= refresh=
# Without a terminal, use sudo -n, which does not ask for a password.
if [ "$(id -u)" -eq 0 ]; then sudo=; elif [ -t 0 ]; then sudo=sudo; else sudo="sudo -n"; fi
if command -v apt-get > /dev/null; then install="$sudo apt-get install -y -q doctest-dev"; refresh="$sudo apt-get update -q"
elif command -v dnf > /dev/null; then install="$sudo dnf install -y -q doctest-devel"
elif command -v pacman > /dev/null; then install="$sudo pacman -S --noconfirm doctest"
elif command -v brew > /dev/null; then install="brew install doctest"
fi
if [ -n "$install" ]; then
    echo "doctest is missing; installing it: $install"
    case $install in sudo\ a* | sudo\ d* | sudo\ p*) echo "(sudo may ask for your password. Or install it yourself and start again.)" ;; esac
    # The package list of a new machine may be empty: then refresh it and try again.
    { $install || { [ -n "$refresh" ] && $refresh && $install; }; } > /dev/null 2>&1 # (sudo asks on the terminal itself)
    found && exit 0
fi
echo "The tests need doctest, which is missing and could not be installed. Install the package doctest-dev (Debian, Ubuntu), doctest-devel (Fedora), doctest (Arch, Homebrew), then run make test again." >&2
exit 1

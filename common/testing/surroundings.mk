# What stands around a build must not change it. The Makefile reads this first.

# Of the environment only CXX and CXXFLAGS have a say, as is the custom; all else is said on the command line. So each variable
# of the build has a value, here or where it belongs: what is called INCLUDE or BUILD in the environment is another tool's.
INCLUDE  :=
PROGRAMS :=
TESTS    :=
# These would change what the shell, git, ls and others do.
unexport CDPATH CLICOLOR_FORCE GIT_DIFF_OPTS GREP_OPTIONS GZIP POSIXLY_CORRECT QUOTING_STYLE TAR_OPTIONS $(filter BASH_FUNC_%,$(.VARIABLES))

hash    := \#
special := $(strip $(foreach c,$$ $(hash) : ; & | < > ( ) * ? [ ] % = ' " ` \ ,$(findstring $(c),$(value BUILD))))
ifneq ($(words $(value BUILD))$(special),1)
$(error BUILD=$(value BUILD): this folder's name may have neither spaces nor any of $$ $(hash) : ; & | < > ( ) * ? [ ] % = ' " ` \ )
endif

# The options of make that are one letter.
letters := $(firstword -$(MAKEFLAGS))
ifneq ($(findstring i,$(letters)),)
$(error After an error, make -i would go on with what an earlier build has left. Use make -k)
endif
runs_nothing := $(strip $(foreach letter,n q t,$(findstring $(letter),$(letters))))

# make goes by times, but a file can change and be old: see the script.
ifeq ($(runs_nothing),)
ignored := $(shell sh common/testing/age_changed.sh $(BUILD))
endif

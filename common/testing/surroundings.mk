# What stands around a build must not change it. The Makefile reads this first.

# Of the environment only CXX and CXXFLAGS have a say, as is the custom; all else is said on the command line. So each
# variable of the build has a value, here or where it belongs: an INCLUDE or BUILD of the environment is another tool's.
INCLUDE  :=
PROGRAMS :=
TESTS    :=
# These would change what the shell, git, ls and others do.
unexport CDPATH CLICOLOR_FORCE GREP_OPTIONS GZIP POSIXLY_CORRECT QUOTING_STYLE TAR_OPTIONS
unexport GIT_DIFF_OPTS GIT_DIR GIT_INDEX_FILE GIT_WORK_TREE $(filter BASH_FUNC_%,$(.VARIABLES))

hash    := \#
special := $(strip $(foreach c,$$ $(hash) : ; & | < > ( ) * ? [ ] % = ' " ` \ ,$(findstring $(c),$(value BUILD))))
ifneq ($(words $(value BUILD))$(special),1)
$(error BUILD=$(value BUILD): this folder's name may have neither spaces nor $$ $(hash) : ; & | < > ( ) * ? [ ] % = ' " ` \ )
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

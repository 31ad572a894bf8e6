# SPDX-License-Identifier: MIT
# The front door; the build itself is CMake's.
.PHONY: all demo check bench install uninstall deb format clean

BUILD = build
PREFIX = /usr/local
JOBS = `getconf _NPROCESSORS_ONLN`
ROUNDS = 31

MAKEFLAGS += --no-print-directory

all: $(BUILD)/configured
	@cmake --build $(BUILD) --parallel $(JOBS)

# A file of its own: CMake leaves a cache behind even when it fails.
$(BUILD)/configured:
	@scripts/setup build
	cmake -S . -B $(BUILD) -DCMAKE_INSTALL_PREFIX=$(PREFIX) \
		-DCMAKE_RULE_MESSAGES=OFF --log-level=WARNING
	@echo "building in $(BUILD)/ (a minute at the most)"
	@touch $@

demo: all
	$(BUILD)/tool/sock6

# Without a tool that they need, tests are skipped and say so.
check: all
	@scripts/setup check || true
	ctest --test-dir $(BUILD) --output-on-failure --parallel $(JOBS)

# With ROUNDS=5 an impression in a minute or two.  What it is compared with may
# have come since the build was configured.
bench: $(BUILD)/configured
	@scripts/setup bench || true
	@cmake -S . -B $(BUILD) --log-level=WARNING >/dev/null
	@cmake --build $(BUILD) --target bench_workers --parallel $(JOBS)
	bench/run --build $(BUILD) --rounds $(ROUNDS)

install: all
	DESTDIR=$(DESTDIR) cmake --install $(BUILD) --prefix $(PREFIX)

uninstall:
	DESTDIR=$(DESTDIR) cmake -DBUILD=$(BUILD) -DPREFIX=$(PREFIX) \
		-P cmake/uninstall.cmake

# Debian packages, in build/debian.
deb:
	packaging/build-debian $(BUILD)/debian

format:
	scripts/format

clean:
	rm -rf $(BUILD)

# SPDX-License-Identifier: MIT
# The front door; the build itself is CMake's.
.PHONY: all demo check install format clean

BUILD ?= build
PREFIX ?= /usr/local

all: $(BUILD)/CMakeCache.txt
	cmake --build $(BUILD) --parallel

$(BUILD)/CMakeCache.txt:
	scripts/setup build
	cmake -S . -B $(BUILD) -DCMAKE_INSTALL_PREFIX=$(PREFIX)

demo: all
	$(BUILD)/tool/sock6

check: all
	scripts/setup check
	ctest --test-dir $(BUILD) --output-on-failure

install: all
	DESTDIR=$(DESTDIR) cmake --install $(BUILD) --prefix $(PREFIX)

format:
	scripts/format

clean:
	rm -rf $(BUILD)

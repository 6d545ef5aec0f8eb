// SPDX-License-Identifier: MIT
#include "signals.hpp"

#include <initializer_list>

namespace {

volatile std::sig_atomic_t received = 0;

void stop(int number) {
  received = number;
  std::signal(number, SIG_DFL);
}

}  // namespace

void catch_stop_signals() {
  for (const int number : {SIGINT, SIGTERM, SIGHUP}) {
    if (std::signal(number, SIG_IGN) != SIG_IGN) std::signal(number, stop);
  }
}

int stop_signal() { return received; }

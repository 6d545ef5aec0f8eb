// SPDX-License-Identifier: MIT
#pragma once

#include <csignal>

/// Lets the first SIGINT, SIGTERM or SIGHUP set `stop_signal`, and the second end the program. A signal
/// that is ignored already (nohup, trap '' INT, a background job of a script) stays ignored.
void catch_stop_signals();

/// The signal that asked the program to stop, or 0.
int stop_signal();

/// Thrown by a program that stops at a signal and has nothing to report.
struct Stopped {};

/// Makes writing to a pipe that nobody reads an error, which streams ignore, and not a signal that ends
/// the program: a run must outlive the `tee` or `head` that watches it.
inline void survive_closed_pipes() { std::signal(SIGPIPE, SIG_IGN); }

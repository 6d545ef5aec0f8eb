// SPDX-License-Identifier: MIT
// Macros of headers that users include before ours, as those define them.
#pragma once

// Windows: minwindef.h, rpcndr.h, wingdi.h, objbase.h
#define min(a, b) (((a) < (b)) ? (a) : (b))
#define max(a, b) (((a) > (b)) ? (a) : (b))
#define near
#define far
#define small char
#define interface struct
#define ERROR 0
#define IN
#define OUT

// macOS: AssertMacros.h
#define check(assertion) __Check(assertion)
#define verify(assertion) __Verify(assertion)
#define require(assertion, exceptionLabel) __Require(assertion, exceptionLabel)

// X11: X.h, Xlib.h
#define None 0L
#define Success 0
#define Always 2
#define Bool int
#define Status int
#define True 1
#define False 0

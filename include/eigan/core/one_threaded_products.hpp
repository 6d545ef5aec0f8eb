// SPDX-License-Identifier: MIT
#pragma once

#include <mutex>

#include <Eigen/Core>

#if defined(__GNUC__) && defined(__ELF__)
// OpenBLAS, and the OpenMP of it or of -fopenmp, if the program links them. Under other names, since
// the libraries' headers may declare them differently.
extern "C" {
int eigan_blas_threads(void) __asm__("openblas_get_num_threads") __attribute__((weak));
void eigan_set_blas_threads(int) __asm__("openblas_set_num_threads") __attribute__((weak));
int eigan_blas_parallel(void) __asm__("openblas_get_parallel") __attribute__((weak));
int eigan_openmp_threads(void) __asm__("omp_get_max_threads") __attribute__((weak));
void eigan_set_openmp_threads(int) __asm__("omp_set_num_threads") __attribute__((weak));
}
#define EIGAN_WEAK_SYMBOLS
#endif

namespace eigan::detail {

/// During its lifetime products run on the calling thread: Eigen under -fopenmp and a BLAS would split
/// them, compete with a Team, and make the last bits depend on the number of threads.
class OneThreadedProducts {
 public:
  OneThreadedProducts() : openmp_before_(openmp_threads()) {
    if (openmp_before_ > 1) set_openmp_threads(1);
    const std::lock_guard lock(mutex());
    if (holders()++ > 0) return;
    before() = {Eigen::nbThreads(), blas_threads()};
    if (before().eigen != 1) Eigen::setNbThreads(1);
    if (before().blas > 1) set_blas_threads(1);
  }
  ~OneThreadedProducts() {
    const std::lock_guard lock(mutex());
    if (--holders() == 0) {
      if (before().eigen != 1) Eigen::setNbThreads(before().eigen);
      if (before().blas > 1) set_blas_threads(before().blas);
    }
    if (openmp_before_ > 1) set_openmp_threads(openmp_before_);
  }
  OneThreadedProducts(const OneThreadedProducts&) = delete;
  OneThreadedProducts& operator=(const OneThreadedProducts&) = delete;

 private:
  struct Threads {
    int eigen, blas;
  };

  static std::mutex& mutex() {
    static std::mutex instance;
    return instance;
  }
  static int& holders() {
    static int count = 0;
    return count;
  }
  static Threads& before() {
    static Threads threads{1, 1};
    return threads;
  }

#ifdef EIGAN_WEAK_SYMBOLS
  static int blas_threads() { return eigan_blas_threads ? eigan_blas_threads() : 1; }
  static void set_blas_threads(int n) {
    if (eigan_set_blas_threads) eigan_set_blas_threads(n);
  }
  static int openmp_threads() { return eigan_openmp_threads ? eigan_openmp_threads() : 1; }
  static void set_openmp_threads(int n) {
    if (eigan_set_openmp_threads) eigan_set_openmp_threads(n);
  }
#else
  static int blas_threads() { return 1; }
  static void set_blas_threads(int) {}
  static int openmp_threads() { return 1; }
  static void set_openmp_threads(int) {}
#endif

  int openmp_before_;  // OpenMP counts per thread
};

/// The same for all later products of the calling thread. OpenMP counts per thread, and an OpenBLAS
/// built with OpenMP asks its own, which need not be the program's: clang++ has another one.
inline void keep_products_on_this_thread() {
#ifdef EIGAN_WEAK_SYMBOLS
  if (eigan_set_openmp_threads) eigan_set_openmp_threads(1);
  constexpr int made_with_openmp = 2;
  if (eigan_blas_parallel && eigan_blas_parallel() == made_with_openmp && eigan_set_blas_threads) {
    eigan_set_blas_threads(1);
  }
#endif
}

}  // namespace eigan::detail

#undef EIGAN_WEAK_SYMBOLS

// SPDX-License-Identifier: MIT
#pragma once

#include <algorithm>
#include <atomic>
#include <cstddef>
#include <cstdint>
#include <exception>
#include <memory>
#include <mutex>
#include <system_error>
#include <thread>
#include <type_traits>
#include <utility>
#include <vector>

#if defined(__x86_64__) || defined(__i386__)
#include <immintrin.h>
#endif

#include <eigan/core/batch.hpp>
#include <eigan/core/error.hpp>
#include <eigan/core/one_threaded_products.hpp>

namespace eigan {

/// Threads that share loops: the caller's and `size - 1` others, which start with the first shared loop.
/// After a loop they spin for some microseconds, then sleep. Pieces of a loop must write different
/// memory and not read what others write, so that the result does not depend on the threads.
class Team {
 public:
  /// \param size  threads, the caller's included, at most 1024; 0 for one per core
  explicit Team(Index size = 1) : size_(size) {
    enforce(size >= 0 && size <= 1024,
            "the number of threads must lie in [1, 1024], or be 0 for all cores; got ", size);
    if (size_ == 0) size_ = (std::max<Index>)(1, std::thread::hardware_concurrency());
  }
  /// A copy is another team of the same size.
  Team(const Team& other) : size_(other.size_) {}
  Team& operator=(const Team& other) {
    workers_.reset();
    size_ = other.size_;
    return *this;
  }
  ~Team() = default;

  Index size() const { return size_; }

  /// Calls work(i, thread) once for each i in [0, count), with `thread` in [0, size). Returns when all
  /// is done. An exception of `work` reaches the caller; then some pieces may be missing.
  /// \param cost  of the whole loop, in multiply-adds: the caller runs cheap loops alone
  /// \throws Error if the system gives too few threads
  template <class Work>
  void run(Index count, Index cost, Work&& work) {
    LoopOf<std::remove_reference_t<Work>> loop(work);
    run_loop(loop, count, cost);
  }

 private:
  struct Loop {
    virtual void piece(Index i, Index thread) = 0;

   protected:
    ~Loop() = default;
  };
  template <class Work>
  struct LoopOf final : Loop {
    explicit LoopOf(Work& body) : work(body) {}
    EIGEN_DONT_INLINE void piece(Index i, Index thread) override { work(i, thread); }  // one copy
    Work& work;
  };

  struct Job {
    Loop* loop = nullptr;
    Index count = 0;
  };

  /// A thread's share of a loop: the pieces `thread`, `thread` + size, ... The ticket holds the number
  /// of the loop (high half) and of the untaken pieces of the share (low half); lowering it by one takes
  /// a piece. The loop does not end, and the job stays, until that piece is done. One cache line, the
  /// only one that travels between cores to start a loop.
  struct alignas(64) Share {
    std::atomic<std::uint64_t> ticket{0};
    Job job;
    std::atomic<bool> asleep{false};
  };

  struct alignas(64) Done {
    std::atomic<Index> pieces{0};
  };

  class Workers {
   public:
    EIGAN_COLD explicit Workers(Index count)
        : shares_(static_cast<std::size_t>(count + 1)), done_(static_cast<std::size_t>(count + 1)) {
      try {
        for (Index i = 1; i <= count; ++i) threads_.emplace_back([this, i] { work(i); });
      } catch (const std::system_error& error) {
        stop();
        throw Error(detail::text("Team: the system gives only ", threads_.size() + 1, " of ",
                                 count + 1, " threads (", error.what(), "); ask for fewer"));
      } catch (...) {  // no memory for them
        stop();
        throw;
      }
    }
    Workers(const Workers&) = delete;
    Workers& operator=(const Workers&) = delete;
    ~Workers() { stop(); }

    void run(const Job& job) {
      start(job);
      take_pieces(0);
      done_total_ += job.count;
      wait([&] { return pieces_done() == done_total_; }, [] { std::this_thread::yield(); });
      if (failed_.load(std::memory_order_relaxed)) rethrow();
    }

   private:
    static constexpr int patience = 2000;  // looks before a thread yields its core: about 50 us
    static constexpr std::uint64_t untaken = 0xFFFFFFFF;

    Index size() const { return static_cast<Index>(shares_.size()); }
    Share& share(Index thread) { return shares_[static_cast<std::size_t>(thread)]; }
    Index pieces_of(const Job& job, Index thread) const {
      return (job.count - thread + size() - 1) / size();
    }
    Index pieces_done() const {
      Index sum = 0;
      for (const Done& done : done_) sum += done.pieces.load(std::memory_order_acquire);
      return sum;
    }

    void stop() {
      stop_.store(true, std::memory_order_seq_cst);
      start({});
      for (std::thread& thread : threads_) thread.join();
    }

    void start(const Job& job) {
      ++loop_;
      for (Index t = size() - 1; t >= 0; --t) {
        Share& s = share(t);
        s.job = job;
        s.ticket.store(loop_ << 32 | static_cast<std::uint64_t>(pieces_of(job, t)),
                       std::memory_order_seq_cst);
        if (s.asleep.load(std::memory_order_seq_cst)) s.ticket.notify_one();
      }
    }

    void work(Index thread) {
      detail::keep_products_on_this_thread();
      Share& own = share(thread);
      std::uint64_t loop = 0;
      const auto news = [&] { return own.ticket.load(std::memory_order_acquire) >> 32 != loop; };
      while (!stop_.load(std::memory_order_relaxed)) {
        wait(news, [&] {
          own.asleep.store(true, std::memory_order_seq_cst);
          const std::uint64_t ticket = own.ticket.load(std::memory_order_seq_cst);
          if (ticket >> 32 == loop) own.ticket.wait(ticket, std::memory_order_seq_cst);
          own.asleep.store(false, std::memory_order_relaxed);
        });
        loop = own.ticket.load(std::memory_order_acquire) >> 32;
        take_pieces(thread);
      }
    }

    /// First the thread's own share, whose data are in its cache, then the rest of the others'.
    void take_pieces(Index thread) {
      for (Index i = 0; i < size(); ++i) {
        const Index owner = (thread + i) % size();
        Share& s = share(owner);
        std::uint64_t ticket = s.ticket.load(std::memory_order_relaxed);
        while ((ticket & untaken) != 0) {
          if (!s.ticket.compare_exchange_weak(ticket, ticket - 1, std::memory_order_acquire,
                                              std::memory_order_relaxed)) {
            continue;
          }
          const Job job = s.job;
          const Index place = pieces_of(job, owner) - static_cast<Index>(ticket & untaken);
          do_piece(job, owner + place * size(), thread);
          ticket = s.ticket.load(std::memory_order_relaxed);
        }
      }
    }

    void do_piece(const Job& job, Index piece, Index thread) {
      try {
        job.loop->piece(piece, thread);
      } catch (...) {
        const std::lock_guard lock(mutex_);
        if (!failure_) failure_ = std::current_exception();
        failed_.store(true, std::memory_order_relaxed);
      }
      std::atomic<Index>& done = done_[static_cast<std::size_t>(thread)].pieces;
      done.store(done.load(std::memory_order_relaxed) + 1, std::memory_order_release);
    }

    void rethrow() {
      failed_.store(false, std::memory_order_relaxed);
      std::rethrow_exception(std::exchange(failure_, nullptr));
    }

    /// Spins until `is_done()`; after `patience` looks it calls `else_()` between them.
    template <class IsDone, class Else>
    static void wait(IsDone&& is_done, Else&& else_) {
      for (int looks = 0; !is_done(); ++looks) {
        if (looks < patience) {
          pause();
        } else {
          else_();
        }
      }
    }

    static void pause() {
#if defined(__x86_64__) || defined(__i386__)
      _mm_pause();
#elif defined(__aarch64__)
      asm volatile("yield");
#endif
    }

    std::vector<Share> shares_;
    std::vector<Done> done_;
    std::uint64_t loop_ = 0;
    Index done_total_ = 0;  // of all loops so far
    std::atomic<bool> stop_{false};
    std::atomic<bool> failed_{false};
    std::mutex mutex_;
    std::exception_ptr failure_;
    std::vector<std::thread> threads_;
  };

  EIGEN_DONT_INLINE void run_loop(Loop& loop, Index count, Index cost) {
    if (size_ == 1 || count <= 1 || cost < 200'000) {
      for (Index i = 0; i < count; ++i) loop.piece(i, 0);
      return;
    }
    if (!workers_) workers_ = std::make_unique<Workers>(size_ - 1);
    workers_->run({&loop, count});
  }

  Index size_;
  std::unique_ptr<Workers> workers_;
};

}  // namespace eigan

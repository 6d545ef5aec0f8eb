// SPDX-License-Identifier: MIT
#include <algorithm>
#include <atomic>
#include <chrono>
#include <ctime>
#include <string>
#include <thread>
#include <vector>

#include <eigan/core/team.hpp>

#include "tests/catch.hpp"
#include "tests/support/thrown.hpp"

using namespace eigan;

namespace {

constexpr Index costly = 1'000'000;  // multiply-adds: worth waking a team

}  // namespace

TEST_CASE("a team of any size runs each piece of a loop once") {
  for (const Index size : {1, 2, 3, 5}) {
    Team team(size);
    CHECK(team.size() == size);
    for (const Index count : {0, 1, 2, 3, 7, 100}) {
      std::vector<std::atomic<int>> done(static_cast<std::size_t>(count));
      std::atomic<bool> threads_are_numbered = true;
      team.run(count, costly, [&](Index i, Index thread) {
        ++done[static_cast<std::size_t>(i)];
        if (thread < 0 || thread >= size) threads_are_numbered = false;
      });
      INFO(size << " threads, " << count << " pieces");
      CHECK(threads_are_numbered);
      CHECK(std::all_of(done.begin(), done.end(), [](const auto& times) { return times == 1; }));
    }
  }
}

TEST_CASE("a loop reads what the one before it wrote, on any thread, ten thousand times") {
  Team team(4);
  std::vector<long> numbers(16, 0);
  for (int loop = 0; loop < 10'000; ++loop) {
    const auto old = numbers;
    team.run(16, costly, [&](Index i, Index) {
      const auto place = static_cast<std::size_t>(i);
      numbers[place] = old[(place + 5) % 16] + 1;
    });
  }
  CHECK(numbers == std::vector<long>(16, 10'000));
}

TEST_CASE("two threads run at the same time") {
  Team team(2);
  std::atomic<int> here = 0;
  const auto deadline = std::chrono::steady_clock::now() + std::chrono::seconds(60);
  team.run(2, costly, [&](Index, Index) {  // each waits for the other
    ++here;
    while (here < 2 && std::chrono::steady_clock::now() < deadline) std::this_thread::yield();
  });
  CHECK(here == 2);
}

TEST_CASE("an exception of any piece reaches the caller, and the team stays usable") {
  Team team(3);
  for (const Index bad : {0, 1, 2, 50}) {
    const auto run = [&] {
      team.run(51, costly, [&](Index i, Index) {
        if (i == bad) throw Error("piece " + std::to_string(i));
      });
    };
    CHECK(tests::thrown<Error>(run) == "piece " + std::to_string(bad));
  }
  std::atomic<int> pieces = 0;
  team.run(51, costly, [&](Index, Index) { ++pieces; });
  CHECK(pieces == 51);
}

TEST_CASE("an idle team takes no processor time") {
  Team team(3);
  team.run(3, costly, [](Index, Index) {});
  std::this_thread::sleep_for(std::chrono::milliseconds(50));  // much longer than they spin
  const std::clock_t before = std::clock();
  std::this_thread::sleep_for(std::chrono::milliseconds(300));
  const double seconds = static_cast<double>(std::clock() - before) / CLOCKS_PER_SEC;
  CHECK(seconds < 0.15);  // two threads that spin would take up to 0.6
  std::atomic<int> pieces = 0;
  team.run(30, costly, [&](Index, Index) { ++pieces; });  // and it wakes up again
  CHECK(pieces == 30);
}

TEST_CASE("the caller runs a loop that is cheaper than waking the team") {
  Team team(3);
  const std::thread::id caller = std::this_thread::get_id();
  bool all_by_caller = true;
  team.run(100, 1000, [&](Index, Index thread) {
    all_by_caller = all_by_caller && thread == 0 && std::this_thread::get_id() == caller;
  });
  CHECK(all_by_caller);
}

TEST_CASE("a team that is assigned another one's size ends its own threads") {
  Team team(4);
  team.run(4, costly, [](Index, Index) {});
  team = Team(2);
  for (int loop = 0; loop < 100; ++loop) {
    std::atomic<Index> largest = 0;
    team.run(64, costly, [&](Index, Index thread) {
      for (Index known = largest;
           thread > known && !largest.compare_exchange_weak(known, thread);) {
      }
    });
    REQUIRE(largest < 2);
  }
}

TEST_CASE("a copy of a team has its own threads") {
  Team team(2);
  team.run(4, costly, [](Index, Index) {});
  Team copy(team);
  CHECK(copy.size() == 2);
  copy = Team(3);
  CHECK(copy.size() == 3);
  std::atomic<int> pieces = 0;
  copy.run(9, costly, [&](Index, Index) { ++pieces; });
  team.run(9, costly, [&](Index, Index) { ++pieces; });
  CHECK(pieces == 18);
}

TEST_CASE("a team of 0 threads has one per core, and sizes below 0 or too large are refused") {
  CHECK(Team(0).size() == std::max<Index>(1, std::thread::hardware_concurrency()));
  CHECK(Team(1024).size() == 1024);
  CHECK(tests::thrown<Error>([] { Team(-1); }) ==
        "the number of threads must lie in [1, 1024], or be 0 for all cores; got -1");
  CHECK_THROWS_AS(Team(1025), Error);
}

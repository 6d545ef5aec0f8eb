// SPDX-License-Identifier: MIT
#include "command_line.hpp"

#include <algorithm>
#include <charconv>
#include <cstdlib>
#include <filesystem>
#include <memory>
#include <numeric>
#include <sstream>
#include <string_view>

#include <system_error>
#include "text.hpp"

#include <eigan/version.hpp>

namespace {

/// Wraps the help of an option beside its name, on a terminal of 80 columns.
class WrappedHelp : public CLI::Formatter {
 public:
  WrappedHelp() { column_width(static_cast<std::size_t>(left)); }

  std::string make_description(const CLI::App* app) const override {
    return wrapped(app->get_description(), 80) + '\n';
  }
  std::string make_option_desc(const CLI::Option* option) const override {
    return wrapped(option->get_description(), 80 - left);
  }

 private:
  static constexpr std::size_t left = 26;

  static std::string wrapped(const std::string& text, std::size_t width) {
    std::istringstream words(text);
    std::string line, all;
    for (std::string word; words >> word;) {
      if (!line.empty() && line.size() + 1 + word.size() > width) {
        all += line + '\n';
        line.clear();
      }
      line += (line.empty() ? "" : " ") + word;
    }
    return all + line;
  }
};

/// Levenshtein's distance: the fewest letters to insert, delete or replace.
std::size_t edits(std::string_view a, std::string_view b) {
  std::vector<std::size_t> row(b.size() + 1);
  std::iota(row.begin(), row.end(), std::size_t{0});
  for (std::size_t i = 0; i < a.size(); ++i) {
    std::size_t diagonal = row[0]++;
    for (std::size_t j = 0; j < b.size(); ++j) {
      const std::size_t replaced = diagonal + (a[i] == b[j] ? 0 : 1);
      diagonal = row[j + 1];
      row[j + 1] = std::min({replaced, diagonal + 1, row[j] + 1});
    }
  }
  return row.back();
}

}  // namespace

CommandLine::CommandLine(const std::string& program, const std::string& does,
                         const std::string& examples, bool trains)
    : CLI::App(does, program) {
  formatter(std::make_shared<WrappedHelp>());
  footer((examples.empty() ? "" : "Examples:\n" + examples + "\n\n") +
         (trains ? "Exit status: 0 for success, 1 if training diverged, 2 for any other error,\n"
                   "128 + n if signal n stopped it."
                 : "Exit status: 0 for success, 2 for any error, 128 + n if signal n stopped it."));
}

CommandLine::~CommandLine() = default;

void CommandLine::model(std::string& path) {
  const auto of_run = [](std::string& given) -> std::string {
    namespace fs = std::filesystem;
    if (!fs::is_directory(given)) return {};
    const std::string folder = given;
    given = (fs::path(folder) / "model.safetensors").string();
    return fs::exists(given) ? "" : folder + " must hold a finished run; missing: " + given;
  };
  option("--model", "FILE|DIR", path,
         "the generator: a model.safetensors, or the folder of the run that wrote it; required")
      ->required()
      ->check(not_empty("a file"))
      ->transform(CLI::Validator(of_run, ""));
}

void CommandLine::header(eigan::CsvHeader& value) {
  const auto take = [&value](const std::string& given) {
    value = given == "yes" ? eigan::CsvHeader::yes : eigan::CsvHeader::no;
  };
  add_option_function<std::string>(
      "--header", take, "whether the first line of a CSV file has names (if one is not a number)")
      ->option_text("yes|no")
      ->check(CLI::IsMember({"yes", "no"}));
}

void CommandLine::seed(std::uint64_t& value, const char* help) {
  number("--seed", "N", value, help, 0, UINT64_MAX);
}

void CommandLine::parse_or_exit(int argc, char** argv) {
  survive_closed_pipes();
  set_version_flag("--version", get_name() + " of eigan " + eigan::version);  // the last in --help
  const auto refuse = [this](const std::string& error) {
    std::cerr << get_name() << ": " << error << " (" << get_name()
              << " --help lists the options)\n";
    std::exit(2);
  };
  try {
    parse(argc, argv);
  } catch (const CLI::Success& answer) {
    std::exit(exit(answer));
  } catch (const CLI::ExtrasError& error) {
    const std::string unknown = remaining().front();
    refuse(unknown.starts_with('-') ? unknown + ": unknown option" + suggestion(unknown)
                                    : error.what());
  } catch (const CLI::ParseError& error) {
    refuse(error.what());
  }
}

std::string CommandLine::suggestion(const std::string& option) const {
  const std::string given = option.substr(0, option.find('='));
  std::size_t fewest = std::max<std::size_t>(2, given.size() / 4) + 1;
  std::string best;
  for (const CLI::Option* known : get_options()) {
    for (const std::string& name : known->get_lnames()) {
      if (const std::size_t n = edits(given, "--" + name); n < fewest) {
        fewest = n;
        best = name;
      }
    }
  }
  return best.empty() ? "" : "; did you mean --" + best + "?";
}

CLI::Validator in_range(double low, double high, bool low_included, bool high_included) {
  const auto check = [=](const std::string& given) -> std::string {
    char* end = nullptr;
    const double value = std::strtod(given.c_str(), &end);
    if (given.empty() || *end != '\0') return "must be a number; got '" + given + "'";
    if (low_included ? !(value >= low) : !(value > low)) {
      return text("must be ", low_included ? "at least " : "more than ", low, "; got ", given);
    }
    if (!std::isfinite(value)) return text("must be finite; got ", given);
    if (high_included ? !(value <= high) : !(value < high)) {
      return text("must be ", high_included ? "at most " : "less than ", high, "; got ", given);
    }
    return {};
  };
  return {[check](std::string& given) { return check(given); }, ""};
}

CLI::Validator whole(std::uint64_t low, std::uint64_t high) {
  const auto check = [=](std::string& given) -> std::string {
    const bool negative = given.starts_with('-');
    const std::string digits = given.substr(negative || given.starts_with('+') ? 1 : 0);
    if (digits.empty() || digits.find_first_not_of("0123456789") != digits.npos) {
      return "must be a whole number in digits, such as 1000; got '" + given + "'";
    }
    std::uint64_t value = 0;
    const bool fits =
        std::from_chars(digits.data(), digits.data() + digits.size(), value).ec == std::errc();
    if ((fits && value < low) || (negative && (!fits || value > 0))) {
      return text("must be at least ", low, "; got ", given);
    }
    if (!fits || value > high) return text("must be at most ", high, "; got ", given);
    given = std::to_string(value);
    return {};
  };
  return {check, ""};
}

CLI::Validator not_empty(const std::string& what) {
  const auto check = [what](const std::string& given) {
    return given.empty() ? "must name " + what + "; got an empty name" : std::string();
  };
  return {[check](std::string& given) { return check(given); }, ""};
}

std::vector<std::string> split(const std::string& list) {
  std::vector<std::string> parts(1);
  for (const char letter : list) {
    if (letter == ',') {
      parts.emplace_back();
    } else {
      parts.back() += letter;
    }
  }
  return parts;
}

// SPDX-License-Identifier: MIT
#include "command_line.hpp"

#include <cstdlib>
#include <memory>
#include <sstream>

#include <eigan/version.hpp>

namespace {

/// Breaks what an option does into lines that fit beside its name on a terminal of 80 columns.
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

}  // namespace

CommandLine::CommandLine(const std::string& program, const std::string& does,
                         const std::string& examples)
    : CLI::App(does, program) {
  formatter(std::make_shared<WrappedHelp>());
  footer((examples.empty() ? "" : "Examples:\n" + examples + "\n\n") +
         "Exit status: 0 if all went well, 1 if training diverged, 2 for any other error,\n"
         "128 + n if signal n ended it.");
}

CommandLine::~CommandLine() = default;

void CommandLine::model(std::string& path) {
  option("--model", "FILE", path, "the generator: a model.safetensors; required")
      ->required()
      ->check(not_empty("a file"));
}

void CommandLine::seed(std::uint64_t& value, const char* help) {
  option("--seed", "N", value, help)->check(in_range(0, 0x1p64, true, false));
}

void CommandLine::parse_or_exit(int argc, char** argv) {
  set_version_flag("--version", get_name() + " of eigan " + eigan::version);  // the last in --help
  const std::string help = " (" + get_name() + " --help lists the options)\n";
  try {
    parse(argc, argv);
  } catch (const CLI::Success& answer) {
    std::exit(exit(answer));
  } catch (const CLI::ConversionError& error) {
    std::cerr << get_name() << ": " << error.what()
              << ": not a number of its kind; whole numbers are written in digits, such as 1000"
              << help;
    std::exit(2);
  } catch (const CLI::ParseError& error) {
    std::cerr << get_name() << ": " << error.what() << help;
    std::exit(2);
  }
}

CLI::Validator in_range(double low, double high, bool low_included, bool high_included) {
  const auto check = [=](const std::string& given) -> std::string {
    char* end = nullptr;
    const double value = std::strtod(given.c_str(), &end);
    if (end == given.c_str() || *end != '\0') return {};  // no number: its type will say so
    if (low_included ? !(value >= low) : !(value > low)) {
      return eigan::text("must be ", low_included ? "at least " : "more than ", low, ", got ",
                         given);
    }
    if (!std::isfinite(value)) return eigan::text("must be finite, got ", given);
    if (high_included ? !(value <= high) : !(value < high)) {
      return eigan::text("must be ", high_included ? "at most " : "less than ", high, ", got ",
                         given);
    }
    return {};
  };
  return {[check](std::string& given) { return check(given); }, ""};
}

CLI::Validator not_empty(const std::string& what) {
  const auto check = [what](const std::string& given) {
    return given.empty() ? "must name " + what + ", got an empty name" : std::string();
  };
  return {[check](std::string& given) { return check(given); }, ""};
}

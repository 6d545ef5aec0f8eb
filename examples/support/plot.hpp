// SPDX-License-Identifier: MIT
#pragma once

#include <cstdlib>
#include <filesystem>
#include <string>
#include <string_view>

#include <eigan/core/error.hpp>

#include "text_file.hpp"

/// Draws FOLDER/NAME.png by gnuplot commands, which are kept in FOLDER/NAME.gnuplot and read data
/// from there. Values are separated by commas, below a line of names.
/// \param size  of the picture, in pixels: "900,600"
/// \return whether it was drawn: not without gnuplot (Debian: gnuplot-nox)
inline bool plot(const std::filesystem::path& folder, const std::string& name,
                 const std::string& commands, const std::string& size) {
  namespace fs = std::filesystem;
  write_text(folder / (name + ".gnuplot"),
             "set datafile separator ','\nset datafile columnheaders\nset terminal pngcairo size " +
                 size + " font 'sans,11'\nset output '" + name + ".png'\n" + commands + '\n');
  // There, so that no name of a folder ever stands in a command.
  const fs::path here = fs::current_path();
  fs::current_path(folder);
  const bool drawn = std::system(("gnuplot " + name + ".gnuplot 2>&1").c_str()) == 0;
  fs::current_path(here);
  return drawn;
}

/// A text in gnuplot's commands, as it is.
inline std::string quoted(std::string_view words) {
  std::string result = "'";
  for (const char letter : eigan::printable(words))
    result += std::string(letter == '\'' ? 2 : 1, letter);
  return result + "'";
}

// SPDX-License-Identifier: MIT
#pragma once

#include <cstdlib>
#include <filesystem>
#include <string>
#include <string_view>

#include <eigan/core/error.hpp>

#include "text.hpp"
#include "text_file.hpp"

inline bool has_gnuplot() { return std::system("command -v gnuplot >/dev/null 2>&1") == 0; }

/// Draws FOLDER/PICTURE by gnuplot commands, which are kept beside it as a script. They read their data
/// from that folder: values separated by commas, below a line of names.
/// \param picture  a name that ends in .png, or in .gif for an animation
/// \param size     in pixels: "900,600"
/// \return whether it was drawn: not without gnuplot (Debian: gnuplot-nox)
inline bool plot(const std::filesystem::path& folder, const std::filesystem::path& picture,
                 const std::string& commands, const std::string& size) {
  namespace fs = std::filesystem;
  const std::string terminal = picture.extension() == ".gif"
                                   ? "gif animate delay 20 loop 0 size " + size
                                   : "pngcairo size " + size + " font 'sans,11'";
  const char* quiet = picture.extension() == ".gif" ? " >/dev/null 2>&1" : "";  // it counts frames
  const std::string script = fs::path(picture).replace_extension(".gnuplot").string();
  write_text(folder / script,
             "set datafile separator ','\nset datafile columnheaders\nset terminal " + terminal +
                 "\nset output '" + picture.string() + "'\n" + commands + '\n');
  if (!has_gnuplot()) return false;
  // run there, so that the folder's name is in no command
  const fs::path here = fs::current_path();
  fs::current_path(folder);
  const int status = std::system(("gnuplot " + script + quiet).c_str());
  fs::current_path(here);
  return status == 0;
}

/// A text as it is, in gnuplot's single quotes, within which nothing is executed.
inline std::string gnuplot_text(std::string_view words) {
  std::string result = "'";
  for (const char letter : printable(words)) {
    result += std::string(letter == '\'' ? 2 : 1, letter);
  }
  return result + "'";
}

#include "codec/wedge_layout.hpp"

#include <algorithm>
#include <array>
#include <string_view>

namespace kazasu::drivers {
namespace {

struct Key {
  std::uint16_t code;
  char plain, shifted;
};

// Letters by the rows of keys, which both layouts share.
struct Row {
  std::uint16_t first;
  std::string_view letters;
};
constexpr std::array kRows{Row{16, "qwertyuiop"}, Row{30, "asdfghjkl"}, Row{44, "zxcvbnm"}};

// What the layouts share: digits (their shifted characters differ), marks, space, keypad.
constexpr std::array kUs{
    Key{2, '1', '!'},  Key{3, '2', '@'},  Key{4, '3', '#'},   Key{5, '4', '$'},  Key{6, '5', '%'},   Key{7, '6', '^'},
    Key{8, '7', '&'},  Key{9, '8', '*'},  Key{10, '9', '('},  Key{11, '0', ')'}, Key{12, '-', '_'},  Key{13, '=', '+'},
    Key{26, '[', '{'}, Key{27, ']', '}'}, Key{43, '\\', '|'}, Key{39, ';', ':'}, Key{40, '\'', '"'}, Key{41, '`', '~'}};
// xkb "jp"; 89 is RO, 124 YEN, 41 a kanji key.
constexpr std::array kJis{Key{2, '1', '!'},  Key{3, '2', '"'},   Key{4, '3', '#'},   Key{5, '4', '$'},
                          Key{6, '5', '%'},  Key{7, '6', '&'},   Key{8, '7', '\''},  Key{9, '8', '('},
                          Key{10, '9', ')'}, Key{11, '0', '~'},  Key{12, '-', '='},  Key{13, '^', '~'},
                          Key{26, '@', '`'}, Key{27, '[', '{'},  Key{43, ']', '}'},  Key{39, ';', '+'},
                          Key{40, ':', '*'}, Key{89, '\\', '_'}, Key{124, '\\', '|'}};
constexpr std::array kBoth{Key{51, ',', '<'}, Key{52, '.', '>'}, Key{53, '/', '?'},
                           Key{57, ' ', ' '}, Key{55, '*', '*'}, Key{74, '-', '-'},
                           Key{78, '+', '+'}, Key{83, '.', '.'}, Key{98, '/', '/'}};

template <class Keys>
const Key* find(const Keys& keys, std::uint16_t code) {
  const auto found = std::find_if(keys.begin(), keys.end(), [&](const Key& key) { return key.code == code; });
  return found == keys.end() ? nullptr : &*found;
}

}  // namespace

std::optional<unsigned> keypad_digit(std::uint16_t code) {
  // Keypad 7 8 9, 4 5 6, 1 2 3, 0.
  constexpr std::array<std::uint16_t, 10> codes{82, 79, 80, 81, 75, 76, 77, 71, 72, 73};
  const auto found = std::find(codes.begin(), codes.end(), code);
  if (found == codes.end()) return std::nullopt;
  return static_cast<unsigned>(found - codes.begin());
}

std::optional<char> character_of(std::uint16_t code, bool shift, bool caps, KeyboardLayout layout) {
  for (const Row& row : kRows) {
    if (code < row.first || code >= row.first + row.letters.size()) continue;
    const char letter = row.letters[static_cast<std::size_t>(code - row.first)];
    return shift != caps ? static_cast<char>(letter - 'a' + 'A') : letter;
  }
  if (const auto digit = keypad_digit(code)) return static_cast<char>('0' + *digit);
  const Key* key = layout == KeyboardLayout::us ? find(kUs, code) : find(kJis, code);
  if (key == nullptr) key = find(kBoth, code);
  if (key == nullptr) return std::nullopt;
  return shift ? key->shifted : key->plain;
}

}  // namespace kazasu::drivers

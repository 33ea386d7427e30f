// Writes Tiled maps. The format: https://doc.mapeditor.org/en/stable/reference/
// tmx-map-format/ (version 1.8, as Debian 12's Tiled writes it).

#include <pugixml.hpp>

#include "plugins/mario/level.h"
#include "plugins/mario/level_picture.h"
#include "plugins/mario/level_png.h"
#include "plugins/mario/tiled_map.h"

namespace pastiche::mario {
namespace {

constexpr unsigned kFirstGid = 1;
constexpr auto kSize = static_cast<unsigned>(kTilePixels);

std::string Base64(std::string_view bytes) {
  constexpr std::string_view kDigits =
      "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";
  std::string text;
  for (std::size_t i = 0; i < bytes.size(); i += 3) {
    std::uint32_t group = 0;
    for (std::size_t k = 0; k < 3; ++k) {
      group = group << 8 |
              (i + k < bytes.size() ? static_cast<unsigned char>(bytes[i + k])
                                    : 0u);
    }
    for (std::size_t k = 0; k < 4; ++k) {
      text += i + k > bytes.size() ? '=' : kDigits[group >> (18 - 6 * k) & 63];
    }
  }
  return text;
}

void AppendTileset(pugi::xml_node map) {
  pugi::xml_node tileset = map.append_child("tileset");
  tileset.append_attribute("firstgid") = kFirstGid;
  tileset.append_attribute("name") = "pastiche-mario";
  tileset.append_attribute("tilewidth") = kSize;
  tileset.append_attribute("tileheight") = kSize;
  tileset.append_attribute("tilecount") = unsigned{kArtCount};
  tileset.append_attribute("columns") = 0u;  // A collection of pictures.
  for (unsigned id = 0; id < kArtCount; ++id) {
    const auto art = static_cast<Art>(id);
    pugi::xml_node tile = tileset.append_child("tile");
    tile.append_attribute("id") = id;
    tile.append_attribute("type") = std::string(NameOf(art)).c_str();
    if (const Token token = TokenOf(art); token != kUnknownToken) {
      pugi::xml_node property =
          tile.append_child("properties").append_child("property");
      property.append_attribute("name") = "tile";
      property.append_attribute("value") =
          std::string(1, kTileChars[token]).c_str();
    }
    pugi::xml_node image = tile.append_child("image");
    image.append_attribute("width") = kSize;
    image.append_attribute("height") = kSize;
    image.append_attribute("format") = "png";
    pugi::xml_node data = image.append_child("data");
    data.append_attribute("encoding") = "base64";
    data.text() = Base64(RenderTilePng(art)).c_str();
  }
}

// `art_at(place)`: places (kRows, columns) row-major, top row first.
template <typename ArtAt>
void AppendLayer(pugi::xml_node map, unsigned id, const char* name,
                 std::size_t columns, const ArtAt& art_at) {
  pugi::xml_node layer = map.append_child("layer");
  layer.append_attribute("id") = id;
  layer.append_attribute("name") = name;
  layer.append_attribute("width") = static_cast<unsigned>(columns);
  layer.append_attribute("height") = kRows;
  pugi::xml_node data = layer.append_child("data");
  data.append_attribute("encoding") = "csv";
  const std::size_t count = columns * kRows;
  std::string csv = "\n";
  for (std::size_t at = 0; at < count; ++at) {
    const Art art = art_at(at);
    csv += art == kArtNone ? "0" : std::to_string(kFirstGid + art);
    if (at + 1 < count) csv += ',';
    if ((at + 1) % columns == 0) csv += '\n';
  }
  data.text() = csv.c_str();
}

struct StringWriter : pugi::xml_writer {
  std::string text;
  void write(const void* data, std::size_t size) override {
    text.append(static_cast<const char*>(data), size);
  }
};

}  // namespace

std::variant<std::string, Problem> WriteTiledMap(
    std::span<const Token> tokens) {
  if (auto problem = ValidateTokens(tokens, /*allow_unknown=*/false)) {
    return *std::move(problem);
  }
  const LevelPicture picture = ComposePicture(tokens);
  const std::size_t columns = picture.columns;
  pugi::xml_document document;
  pugi::xml_node declaration = document.append_child(pugi::node_declaration);
  declaration.append_attribute("version") = "1.0";
  declaration.append_attribute("encoding") = "UTF-8";
  pugi::xml_node map = document.append_child("map");
  map.append_attribute("version") = "1.8";
  map.append_attribute("orientation") = "orthogonal";
  map.append_attribute("renderorder") = "right-down";
  map.append_attribute("width") = static_cast<unsigned>(columns);
  map.append_attribute("height") = kRows;
  map.append_attribute("tilewidth") = kSize;
  map.append_attribute("tileheight") = kSize;
  map.append_attribute("infinite") = 0u;
  map.append_attribute("nextlayerid") = 4u;
  map.append_attribute("nextobjectid") = 1u;
  AppendTileset(map);
  AppendLayer(map, 1, "sky", columns, [columns](std::size_t at) {
    return static_cast<Art>(kArtSky + at / columns);
  });
  AppendLayer(map, 2, "scenery", columns,
              [&](std::size_t at) { return picture.scenery[at]; });
  AppendLayer(map, 3, "level", columns,
              [&](std::size_t at) { return picture.level[at]; });
  StringWriter writer;
  document.save(writer, " ",
                pugi::format_indent | pugi::format_no_empty_element_tags,
                pugi::encoding_utf8);
  return std::move(writer.text);
}

}  // namespace pastiche::mario

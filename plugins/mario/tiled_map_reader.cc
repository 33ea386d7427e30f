// Reads Tiled maps. pugixml parses without recursion; what it may build is
// bounded by counting the brackets first.

#include <algorithm>
#include <charconv>
#include <map>
#include <optional>
#include <pugixml.hpp>

#include "plugins/mario/tiled_map.h"

namespace pastiche::mario {
namespace {

constexpr std::uint32_t kFlipBits = 0xF0000000u;  // Three flips, one rotation.

// A problem on its way out of the reader.
struct Refused {
  Problem problem;
};

[[noreturn]] void Refuse(ProblemCode code, std::size_t begin, std::size_t end,
                         std::string message, std::string mend) {
  throw Refused{{Severity::kError, code, begin, end, std::move(message),
                 std::move(mend)}};
}

// Foreign text for a message: short, printable, quoted.
std::string Quoted(std::string_view text) {
  std::string shown = "\"";
  for (const char symbol : text.substr(0, 40)) {
    shown += symbol >= ' ' && symbol <= '~' ? symbol : '?';
  }
  return shown + (text.size() > 40 ? "...\"" : "\"");
}

struct Tileset {
  std::uint32_t first_gid = 0;
  std::string name;
  bool external = false;  // In a file of its own: not here.
  std::map<std::uint32_t, std::string> tiles;  // Property "tile" by id.
};

class MapReader {
 public:
  explicit MapReader(std::string_view text) : text_(text) {}

  TiledLevel Read() {
    CheckSize();
    Parse();
    const pugi::xml_node layer = FindLayer();
    ReadTilesets();
    return ReadLayer(layer);
  }

 private:
  [[nodiscard]] std::size_t PlaceOf(pugi::xml_node node) const {
    const std::ptrdiff_t offset = node.offset_debug();
    return offset < 0
               ? 0
               : std::min(static_cast<std::size_t>(offset), text_.size());
  }

  // The element's name is marked.
  [[noreturn]] void RefuseAt(pugi::xml_node node, std::string message,
                             std::string mend) const {
    const std::size_t at = PlaceOf(node);
    const std::size_t size = std::string_view(node.name()).size();
    Refuse(ProblemCode::kMapFile, at, std::min(at + size, text_.size()),
           std::move(message), std::move(mend));
  }

  void CheckSize() const {
    const auto count = [this](char symbol) {
      return static_cast<std::size_t>(
          std::count(text_.begin(), text_.end(), symbol));
    };
    if (text_.size() > kMaxMapBytes || count('<') > kMaxMapElements ||
        count('=') > kMaxMapAttributes) {
      Refuse(ProblemCode::kLevelTooLarge, 0, 0, "the map file is too large",
             "the limits are 32 MiB and 50000 elements; split the map");
    }
  }

  void Parse() {
    const pugi::xml_parse_result result = document_.load_buffer(
        text_.data(), text_.size(), pugi::parse_default, pugi::encoding_utf8);
    if (!result) {
      const std::size_t at = std::min(
          static_cast<std::size_t>(std::max<std::ptrdiff_t>(result.offset, 0)),
          text_.size());
      Refuse(ProblemCode::kMapFile, at, std::min(at + 1, text_.size()),
             std::string("no whole XML: ") + result.description(),
             "is the file cut off? save the map again in Tiled");
    }
    map_ = document_.child("map");
    if (!map_) {
      RefuseAt(document_.document_element(), "no Tiled map: there is no <map>",
               "save the level in Tiled as .tmx");
    }
    const std::string_view orientation =
        map_.attribute("orientation").as_string("orthogonal");
    if (orientation != "orthogonal") {
      RefuseAt(map_, "the map is " + Quoted(orientation) + ", not orthogonal",
               "make an orthogonal map");
    }
    if (map_.attribute("infinite").as_int(0) != 0) {
      RefuseAt(map_, "the map is infinite",
               "in Tiled, switch off Map > Map Properties > Infinite");
    }
  }

  [[nodiscard]] pugi::xml_node FindLayer() const {
    std::vector<pugi::xml_node> layers, named;
    std::string names;
    for (const pugi::xml_node layer : map_.children("layer")) {
      const char* const name = layer.attribute("name").as_string();
      if (layers.size() < 5) {
        names += (layers.empty() ? "" : ", ") + Quoted(name);
      }
      layers.push_back(layer);
      if (std::string_view(name) == "level") named.push_back(layer);
    }
    if (named.size() == 1) return named[0];
    if (layers.size() == 1) return layers[0];
    if (layers.empty()) {
      RefuseAt(
          map_, "the map has no tile layer",
          "layers in groups are not read; move the level out of its group");
    }
    RefuseAt(layers[0],
             named.empty() ? "none of the layers " + names + " is called level"
                           : "more than one layer is called level",
             "call the layer that holds the level \"level\"");
  }

  void ReadTilesets() {
    for (const pugi::xml_node node : map_.children("tileset")) {
      Tileset tileset;
      tileset.first_gid = node.attribute("firstgid").as_uint();
      const pugi::xml_attribute source = node.attribute("source");
      tileset.external = !source.empty();
      tileset.name =
          tileset.external ? source.value() : node.attribute("name").value();
      for (const pugi::xml_node tile : node.children("tile")) {
        const pugi::xml_node property =
            tile.child("properties")
                .find_child_by_attribute("property", "name", "tile");
        if (!property) continue;
        tileset.tiles[tile.attribute("id").as_uint()] =
            property.attribute("value").value();
      }
      tilesets_.push_back(std::move(tileset));
    }
    std::stable_sort(tilesets_.begin(), tilesets_.end(),
                     [](const Tileset& a, const Tileset& b) {
                       return a.first_gid < b.first_gid;
                     });
  }

  // The width of a layer that can be a level; all else is refused.
  [[nodiscard]] std::size_t WidthOf(pugi::xml_node layer) const {
    const unsigned width = layer.attribute("width").as_uint();
    const unsigned height = layer.attribute("height").as_uint();
    if (width != map_.attribute("width").as_uint() ||
        height != map_.attribute("height").as_uint()) {
      RefuseAt(layer, "the layer has another size than the map",
               "save the map again in Tiled");
    }
    if (height != kRows) {
      RefuseAt(
          layer,
          "the map is " + std::to_string(height) + " tiles high instead of 14",
          "in Tiled, use Map > Resize Map");
    }
    if (width < 1 || width > kMaxColumns) {
      RefuseAt(layer, "the map is " + std::to_string(width) + " tiles wide",
               "a level has 1 to 100000 columns");
    }
    return width;
  }

  TiledLevel ReadLayer(pugi::xml_node layer) {
    const std::size_t width = WidthOf(layer);
    const pugi::xml_node data = layer.child("data");
    const std::string_view encoding = data.attribute("encoding").as_string();
    if (encoding != "csv" || data.attribute("compression")) {
      RefuseAt(data ? data : layer,
               "the layer's tiles are stored as " +
                   (encoding.empty() ? std::string("XML elements")
                                     : Quoted(encoding)) +
                   ", not as CSV",
               "in Tiled, set Map Properties > Tile Layer Format to CSV");
    }
    const pugi::xml_node content = data.first_child();
    if (content.type() != pugi::node_pcdata || content.next_sibling()) {
      RefuseAt(data, "the layer's data are no plain numbers",
               "save the map again in Tiled, as CSV");
    }
    at_ = PlaceOf(content);
    end_ = std::min(text_.find('<', at_), text_.size());
    TiledLevel level;
    level.tokens.resize(width * kRows);
    level.where.resize(width * kRows);
    for (std::size_t i = 0; i < width * kRows; ++i) {
      if (i > 0) TakeComma(i, width);
      const std::size_t to = i % width * kRows + (kRows - 1 - i / width);
      level.tokens[to] = TakeTile(i, width, level.where[to]);
    }
    SkipBlanks();
    if (at_ < end_) {
      Refuse(ProblemCode::kMapFile, at_, at_ + 1,
             "the layer has more than " + std::to_string(width * kRows) +
                 " numbers",
             "there must be one for each tile, with a comma between");
    }
    return level;
  }

  void SkipBlanks() {
    while (at_ < end_ && (text_[at_] == ' ' || text_[at_] == '\t' ||
                          text_[at_] == '\r' || text_[at_] == '\n')) {
      ++at_;
    }
  }

  static std::string NameOfPlace(std::size_t index, std::size_t width) {
    return "row " + std::to_string(index / width + 1) + ", column " +
           std::to_string(index % width + 1);
  }

  void TakeComma(std::size_t index, std::size_t width) {
    SkipBlanks();
    if (at_ < end_ && text_[at_] == ',') {
      ++at_;
      return;
    }
    Refuse(ProblemCode::kMapFile, at_, std::min(at_ + 1, text_.size()),
           "no comma before the tile in " + NameOfPlace(index, width),
           at_ == end_ ? "the layer has too few numbers"
                       : "numbers are separated by commas");
  }

  Token TakeTile(std::size_t index, std::size_t width, ByteSpan& where) {
    SkipBlanks();
    std::uint32_t gid = 0;
    const auto [stop, error] =
        std::from_chars(text_.data() + at_, text_.data() + end_, gid);
    if (error != std::errc()) {
      Refuse(ProblemCode::kMapFile, at_, std::min(at_ + 1, text_.size()),
             "no tile number in " + NameOfPlace(index, width),
             "write a whole number, 0 for air");
    }
    where.begin = at_;
    at_ = static_cast<std::size_t>(stop - text_.data());
    where.end = at_;
    return TileOf(gid & ~kFlipBits, where);
  }

  Token TileOf(std::uint32_t gid, const ByteSpan& where) {
    if (gid == 0) return kAir;
    const auto known = tokens_.find(gid);
    if (known != tokens_.end()) return known->second;
    const Token token = LookUp(gid, where);
    tokens_.emplace(gid, token);
    return token;
  }

  [[nodiscard]] Token LookUp(std::uint32_t gid, const ByteSpan& where) const {
    const auto refuse = [&](std::string message, std::string mend) {
      Refuse(ProblemCode::kUnknownTile, where.begin, where.end,
             std::move(message), std::move(mend));
    };
    const auto after =
        std::upper_bound(tilesets_.begin(), tilesets_.end(), gid,
                         [](std::uint32_t value, const Tileset& set) {
                           return value < set.first_gid;
                         });
    if (after == tilesets_.begin()) {
      refuse("tile number " + std::to_string(gid) + " is in no tileset",
             "add its tileset to the map");
    }
    const Tileset& tileset = *(after - 1);
    if (tileset.external) {
      refuse("the tileset " + Quoted(tileset.name) + " is a file of its own",
             "in Tiled, use Embed Tileset, then save");
    }
    const std::uint32_t id = gid - tileset.first_gid;
    const auto tile = tileset.tiles.find(id);
    const std::string name =
        "tile " + std::to_string(id) + " of tileset " + Quoted(tileset.name);
    const std::string mend = "give it a custom property \"tile\" with one of " +
                             std::string(kTileChars);
    if (tile == tileset.tiles.end()) {
      refuse(name + " does not say what it is", mend);
    }
    const std::string& symbol = tile->second;
    const auto token = symbol.size() == 1 ? TokenOf(symbol[0]) : std::nullopt;
    if (!token) refuse(name + " says it is " + Quoted(symbol), mend);
    return *token;
  }

  std::string_view text_;
  pugi::xml_document document_;
  pugi::xml_node map_;
  std::vector<Tileset> tilesets_;  // By first number.
  std::map<std::uint32_t, Token> tokens_;
  std::size_t at_ = 0, end_ = 0;  // In the CSV.
};

}  // namespace

std::variant<TiledLevel, Problem> ReadTiledMap(std::string_view text) {
  try {
    return MapReader(text).Read();
  } catch (const Refused& refused) {
    return refused.problem;
  }
}

}  // namespace pastiche::mario

#include "bench/peers/onednn.h"

#include <omp.h>

#include <map>
#include <oneapi/dnnl/dnnl.hpp>
#include <tuple>

namespace pastiche::bench {
namespace {

using Tag = dnnl::memory::format_tag;
using Desc = dnnl::memory::desc;

Desc Matrix(std::size_t rows, std::size_t cols, Tag tag) {
  return {{static_cast<dnnl::memory::dim>(rows),
           static_cast<dnnl::memory::dim>(cols)},
          dnnl::memory::data_type::f32,
          tag};
}

// A primitive with its shapes. Made once per thread and shape, in the calls
// that warm up; kept, so that making it is not part of what is timed.
struct Product {
  Desc a, b, c;
  dnnl::matmul primitive;
};

class OneDnnPeer final : public AttentionPeer {
 public:
  [[nodiscard]] std::string name() const override { return "onednn"; }

  [[nodiscard]] std::string version() const override {
    const dnnl_version_t* v = dnnl_version();
    return "oneDNN " + std::to_string(v->major) + "." +
           std::to_string(v->minor) + "." + std::to_string(v->patch);
  }

  [[nodiscard]] bool has_softmax() const override { return true; }

 private:
  struct PerThread {
    dnnl::engine engine{dnnl::engine::kind::cpu, 0};
    dnnl::stream stream{engine};
    // By rows, columns, depth, scale, and whether it adds or transposes.
    std::map<std::tuple<std::size_t, std::size_t, std::size_t, float, int>,
             Product>
        products;
    std::map<std::pair<std::size_t, std::size_t>, dnnl::softmax_forward>
        softmaxes;
    // One thread inside each product: ours run beside each other.
    PerThread() { omp_set_num_threads(1); }
  };

  static PerThread& Mine() {
    thread_local PerThread mine;
    return mine;
  }

  enum Kind { kScores, kValues, kAddValues };

  static const Product& Find(std::size_t rows, std::size_t cols,
                             std::size_t depth, float scale, Kind kind) {
    PerThread& mine = Mine();
    const auto key = std::make_tuple(rows, cols, depth, scale, int{kind});
    const auto found = mine.products.find(key);
    if (found != mine.products.end()) return found->second;
    Product product{
        .a = Matrix(rows, depth, Tag::ab),
        .b = Matrix(depth, cols, kind == kScores ? Tag::ba : Tag::ab),
        .c = Matrix(rows, cols, Tag::ab),
        .primitive = {}};
    dnnl::primitive_attr attributes;
    if (kind == kScores) attributes.set_output_scales(0, {scale});
    if (kind == kAddValues) {
      dnnl::post_ops after;
      after.append_sum(1.0f);
      attributes.set_post_ops(after);
    }
    product.primitive =
        dnnl::matmul({dnnl::matmul::desc(product.a, product.b, product.c),
                      attributes, mine.engine});
    return mine.products.emplace(key, product).first->second;
  }

  static void Run(const Product& product, const float* a, const float* b,
                  float* c) {
    PerThread& mine = Mine();
    const dnnl::memory from_a(product.a, mine.engine, const_cast<float*>(a));
    const dnnl::memory from_b(product.b, mine.engine, const_cast<float*>(b));
    const dnnl::memory to(product.c, mine.engine, c);
    product.primitive.execute(mine.stream, {{DNNL_ARG_SRC, from_a},
                                            {DNNL_ARG_WEIGHTS, from_b},
                                            {DNNL_ARG_DST, to}});
  }

  void Scores(const float* q, std::size_t rows, const float* k,
              std::size_t cols, std::size_t dim, float scale,
              float* scores) override {
    Run(Find(rows, cols, dim, scale, kScores), q, k, scores);
  }

  void Values(const float* p, std::size_t rows, std::size_t cols,
              const float* v, std::size_t dim, bool add, float* out) override {
    Run(Find(rows, dim, cols, 1.0f, add ? kAddValues : kValues), p, v, out);
  }

  void Softmax(float* scores, std::size_t rows, std::size_t cols) override {
    PerThread& mine = Mine();
    const Desc shape = Matrix(rows, cols, Tag::ab);
    auto found = mine.softmaxes.find({rows, cols});
    if (found == mine.softmaxes.end()) {
      const dnnl::softmax_forward softmax(
          {{dnnl::prop_kind::forward_inference, shape, /*axis=*/1},
           mine.engine});
      found = mine.softmaxes.emplace(std::pair{rows, cols}, softmax).first;
    }
    const dnnl::memory in_place(shape, mine.engine, scores);
    found->second.execute(mine.stream,
                          {{DNNL_ARG_SRC, in_place}, {DNNL_ARG_DST, in_place}});
  }
};

}  // namespace

std::shared_ptr<AttentionPeer> MakeOneDnnPeer() {
  return std::make_shared<OneDnnPeer>();
}

}  // namespace pastiche::bench

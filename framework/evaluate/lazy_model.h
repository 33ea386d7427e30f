// A model that is built when it is first walked: baselines that take seconds to
// tune cost nothing where nobody asks for them.

#ifndef PASTICHE_FRAMEWORK_EVALUATE_LAZY_MODEL_H_
#define PASTICHE_FRAMEWORK_EVALUATE_LAZY_MODEL_H_

#include <functional>
#include <memory>
#include <mutex>
#include <utility>

#include "framework/core/result.h"
#include "framework/core/sequence_model.h"

namespace pastiche {

// Threads: all functions are safe; the first walk builds, the others wait.
class LazyModel : public SequenceModel {
 public:
  using Build = std::function<Result<std::unique_ptr<const SequenceModel>>()>;
  explicit LazyModel(Build build) : build_(std::move(build)) {}

  // The build's error, each time anew, else the model's.
  [[nodiscard]] Result<std::unique_ptr<Walk>> StartWalk(
      const ModelUse& use) const override {
    const auto model = Get();
    if (!model) return Fail(model);
    return (*model)->StartWalk(use);
  }

 private:
  [[nodiscard]] Result<const SequenceModel*> Get() const {
    const std::lock_guard lock(mutex_);
    if (model_ == nullptr) {
      auto built = build_();
      if (!built) return Fail(built);
      model_ = std::move(*built);
    }
    return model_.get();
  }

  Build build_;
  mutable std::mutex mutex_;  // Guards model_.
  mutable std::unique_ptr<const SequenceModel> model_;
};

}  // namespace pastiche

#endif  // PASTICHE_FRAMEWORK_EVALUATE_LAZY_MODEL_H_

/* Recommend: the line so far and its speaker weigh most. Set by hand and looked at;
 * `pastiche tune` would measure. */
#include "log_lines.h"

static pst_status Json(const pst_instance *self, pst_sink *sink) {
    static const char kJson[] =
        "{\"schema\":\"pastiche.recommend/1\",\"ar\":{\"heads\":["
        "{\"name\":\"near\",\"c\":0.05,\"e\":4,\"weights\":{\"p1\":3,\"p2\":2,\"p3\":1}},"
        "{\"name\":\"far\",\"c\":0.05,\"e\":4,\"weights\":{\"p1\":4,\"p2\":3,\"p3\":3,\"p4\":2,\"p5\":2,\"p6\":1}},"
        "{\"name\":\"line\",\"c\":0.02,\"e\":4,\"weights\":{\"line\":6,\"p1\":4,\"p2\":3,\"p3\":3,\"p4\":2,\"p5\":2,\"source\":2}}]},"
        "\"sampling\":{\"c_scale\":0.3}}";
    (void)self;
    return sink->bytes(sink->ctx, kJson, sizeof kJson - 1);
}

const pst_recommend kRecommend = {sizeof(pst_recommend), Json};

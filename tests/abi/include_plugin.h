/* A translation unit of nothing but the ABI header. */
#include <pastiche/plugin.h>

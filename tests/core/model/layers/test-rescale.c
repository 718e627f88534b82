#include "core/base/random.h"
#include "core/model/layers/layer.h"
#include "tests/fixture.h"

#include <math.h>
#include <string.h>

/* The way back through each layer. The references are libm in double precision, difference quotients and, for
 * nearby ends, the derivative half-way. */

enum { WIDTH = 11, STRIDE = 16, N_PAIRS = 40 };

static double
function_of (CpActivation activation, double alpha, double x) {
  switch (activation) {
  case CP_ACTIVATION_RELU:
    return fmax (x, 0);
  case CP_ACTIVATION_SIGMOID:
    return 1 / (1 + exp (-x));
  case CP_ACTIVATION_TANH:
    return tanh (x);
  case CP_ACTIVATION_ELU:
    return x > 0 ? x : alpha * expm1 (x);
  case CP_ACTIVATION_LEAKY_RELU:
    return x > 0 ? x : alpha * x;
  case CP_ACTIVATION_SOFTPLUS:
    return fmax (x, 0) + log1p (exp (-fabs (x)));
  case CP_ACTIVATION_LINEAR:
  case CP_ACTIVATION_SOFTMAX:
    break;
  }
  return x;
}

static void
apply (CpActivation activation, double alpha, const float *in, double *out) {
  double sum = 0;
  for (gsize i = 0; i < WIDTH; i++) {
    out[i] = activation == CP_ACTIVATION_SOFTMAX ? exp ((double)in[i])
                                                 : function_of (activation, alpha, (double)in[i]);
    sum += out[i];
  }
  for (gsize i = 0; activation == CP_ACTIVATION_SOFTMAX && i < WIDTH; i++)
    out[i] /= sum;
}

typedef struct {
  float in[2][N_PAIRS * STRIDE], out[2][N_PAIRS * STRIDE];
  float above[N_PAIRS * WIDTH * STRIDE], below[N_PAIRS * WIDTH * STRIDE];
} Block;

/* Rows with steps of about @distance between the ends; multipliers of one score an output */
static Block *
make_block (CpRandom *random, CpActivation activation, float alpha, double distance) {
  Block *self = g_new0 (Block, 1);
  for (gsize pair = 0; pair < N_PAIRS; pair++) {
    for (gsize i = 0; i < WIDTH; i++) {
      double x = 2 * cp_random_normal (random);
      self->in[1][pair * STRIDE + i] = (float)x;
      self->in[0][pair * STRIDE + i] = (float)(x + distance * cp_random_normal (random));
      self->above[(pair * WIDTH + i) * STRIDE + i] = 1;
    }
  }
  const CpKernels *kernels = cp_kernels_list ()[0];
  for (gsize end = 0; end < 2; end++) {
    memcpy (self->out[end], self->in[end], sizeof self->out[end]);
    kernels->activate (activation, alpha, self->out[end], N_PAIRS, WIDTH, STRIDE);
  }
  CpReturn back = {.row = {self->in[0], self->out[0], STRIDE, STRIDE},
                   .reference = {self->in[1], self->out[1], STRIDE, STRIDE},
                   .n_rows = N_PAIRS,
                   .n_outputs = WIDTH,
                   .above = self->above,
                   .below = self->below};
  cp_activation_rescale (activation, alpha, WIDTH, &back);
  return self;
}

static void
test_additive (void) {
  CpRandom random;
  cp_random_init (&random, 1);
  for (int a = CP_ACTIVATION_LINEAR; a <= CP_ACTIVATION_SOFTPLUS; a++) {
    g_autofree Block *self = make_block (&random, (CpActivation)a, 0.3f, 1.5);
    for (gsize pair = 0; pair < N_PAIRS; pair++) {
      double row[WIDTH], reference[WIDTH];
      apply ((CpActivation)a, (double)0.3f, self->in[0] + pair * STRIDE, row);
      apply ((CpActivation)a, (double)0.3f, self->in[1] + pair * STRIDE, reference);
      for (gsize k = 0; k < WIDTH; k++) {
        double sum = 0;
        for (gsize i = 0; i < WIDTH; i++)
          sum += (double)self->below[(pair * WIDTH + k) * STRIDE + i] *
                 ((double)self->in[0][pair * STRIDE + i] - (double)self->in[1][pair * STRIDE + i]);
        assert_close (sum, row[k] - reference[k], 2e-6);
      }
    }
  }
}

/* Row k of the Jacobian at @in by difference quotients of fourth order */
static double
get_derivative (CpActivation activation, const double *in, gsize k, gsize i) {
  const double h = 1e-3, steps[4] = {-2, -1, 1, 2}, factors[4] = {1.0 / 12, -8.0 / 12, 8.0 / 12, -1.0 / 12};
  double derivative = 0;
  for (guint s = 0; s < 4; s++) {
    double sum = 0, of_k = 0;
    for (gsize j = 0; j < WIDTH; j++) {
      double x = in[j] + (j == i ? steps[s] * h : 0);
      double e = activation == CP_ACTIVATION_SOFTMAX ? exp (x) : function_of (activation, (double)0.3f, x);
      sum += e;
      of_k = j == k ? e : of_k;
    }
    derivative += factors[s] * (activation == CP_ACTIVATION_SOFTMAX ? of_k / sum : of_k) / h;
  }
  return derivative;
}

/* A row against itself, and against rows so near that a quotient of floats has no digits left */
static void
check_derivative (double distance) {
  CpRandom random;
  cp_random_init (&random, 2);
  for (int a = CP_ACTIVATION_LINEAR; a <= CP_ACTIVATION_SOFTPLUS; a++) {
    g_autofree Block *self = make_block (&random, (CpActivation)a, 0.3f, distance);
    for (gsize pair = 0; pair < N_PAIRS; pair++) {
      double middle[WIDTH];
      for (gsize i = 0; i < WIDTH; i++)
        middle[i] = ((double)self->in[0][pair * STRIDE + i] + (double)self->in[1][pair * STRIDE + i]) / 2;
      for (gsize k = 0; k < WIDTH; k++) {
        for (gsize i = 0; i < WIDTH; i++) {
          if (fabs (middle[i]) < 5e-3)
            continue; /* the bend of relu and its like */
          assert_close ((double)self->below[(pair * WIDTH + k) * STRIDE + i],
                        get_derivative ((CpActivation)a, middle, k, i), 2e-6);
        }
      }
    }
  }
}

static void
test_gradient (void) {
  check_derivative (0);
}

static void
test_near (void) {
  check_derivative (1e-3);
  check_derivative (1e-5);
  check_derivative (1e-7);
}

/* Softmax of values too far apart for an exponential */
static void
test_far (void) {
  float in[2][3] = {{900, 0, 5}, {0, 900, 5}}, out[2][3];
  float above[9] = {[0] = 1, [4] = 1, [8] = 1}, below[9]; /* narrow rows have no padding */
  for (gsize end = 0; end < 2; end++) {
    memcpy (out[end], in[end], sizeof out[end]);
    cp_kernels_list ()[0]->activate (CP_ACTIVATION_SOFTMAX, 0, out[end], 1, 3, 3);
  }
  CpReturn back = {{in[0], out[0], 3, 3}, {in[1], out[1], 3, 3}, 1, 3, above, below};
  cp_activation_rescale (CP_ACTIVATION_SOFTMAX, 0, 3, &back);
  for (gsize k = 0; k < 3; k++) {
    double sum = 0;
    for (gsize i = 0; i < 3; i++)
      sum += (double)below[k * 3 + i] * (double)(in[0][i] - in[1][i]);
    assert_close (sum, (double)(out[0][k] - out[1][k]), 1e-6);
  }
}

/* m · kernelᵀ by the triple loop, and m · factor */
static void
test_linear (void) {
  enum { N_IN = 5, N_ROWS = 6 };
  CpRandom random;
  cp_random_init (&random, 3);
  float kernel[N_IN * WIDTH], bias[WIDTH], mean[WIDTH], variance[WIDTH], gamma[WIDTH];
  for (gsize i = 0; i < N_IN * WIDTH; i++)
    kernel[i] = (float)cp_random_normal (&random);
  for (gsize i = 0; i < WIDTH; i++) {
    bias[i] = (float)cp_random_normal (&random);
    mean[i] = (float)cp_random_normal (&random);
    gamma[i] = (float)cp_random_normal (&random);
    variance[i] = 1 + (float)i;
  }
  float above[N_ROWS * STRIDE] = {0}, below[N_ROWS * STRIDE];
  for (gsize i = 0; i < N_ROWS * STRIDE; i++)
    above[i] = i % STRIDE < WIDTH ? (float)cp_random_normal (&random) : 0;
  CpLayer layers[] = {{.kind = CP_LAYER_DENSE, .n_in = N_IN, .n_out = WIDTH, .kernel = kernel, .bias = bias},
                      {.kind = CP_LAYER_BATCH_NORMALIZATION,
                       .n_in = WIDTH,
                       .n_out = WIDTH,
                       .mean = mean,
                       .variance = variance,
                       .gamma = gamma}};
  for (guint fold = 0; fold < 2; fold++) {
    CpStep step = {.class = &cp_layer_dense, .n_in = N_IN, .width = WIDTH};
    step.class->prepare (&step, &layers[0], fold ? &layers[1] : NULL);
    CpReturn back = {.n_rows = 3, .n_outputs = 2, .above = above, .below = below};
    step.class->rescale (&step, &back);
    for (gsize row = 0; row < N_ROWS; row++) {
      for (gsize i = 0; i < N_IN; i++) {
        double sum = 0;
        for (gsize k = 0; k < WIDTH; k++)
          sum += (double)above[row * STRIDE + k] * (double)kernel[i * WIDTH + k] *
                 (fold ? (double)gamma[k] / sqrt ((double)variance[k]) : 1);
        assert_close ((double)below[row * cp_kernels_stride (N_IN) + i], sum, 1e-5);
      }
    }
    cp_packed_dense_clear (&step.dense);
    g_free (step.kernel);
  }
  CpStep step = {.class = &cp_layer_batch_normalization, .n_in = WIDTH, .width = WIDTH};
  step.class->prepare (&step, &layers[1], NULL);
  CpReturn back = {.n_rows = 3, .n_outputs = 2, .above = above, .below = below};
  step.class->rescale (&step, &back);
  for (gsize row = 0; row < N_ROWS; row++)
    for (gsize k = 0; k < WIDTH; k++)
      assert_close ((double)below[row * STRIDE + k],
                    (double)above[row * STRIDE + k] * (double)gamma[k] / sqrt ((double)variance[k]), 1e-5);
  g_free (step.mean);
  g_free (step.factor);
  g_free (step.beta);
}

int
main (int argc, char **argv) {
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/core/layers/multipliers-times-differences-are-the-difference", test_additive);
  g_test_add_func ("/core/layers/a-row-against-itself-gives-the-gradient", test_gradient);
  g_test_add_func ("/core/layers/nearby-rows-keep-their-digits", test_near);
  g_test_add_func ("/core/layers/softmax-of-values-far-apart-stays-additive", test_far);
  g_test_add_func ("/core/layers/linear-layers-come-back-exactly", test_linear);
  return g_test_run ();
}

#include "core/base/random.h"
#include "core/model/kernels.h"
#include "tests/fixture.h"

#include <math.h>
#include <string.h>

/* Every build of the kernels this processor runs is tested. The reference is libm in double precision and a
 * plain triple loop. */

static double
reference (CpActivation activation, double alpha, double x) {
  switch (activation) {
  case CP_ACTIVATION_RELU:
    return x < 0 ? 0 : x;
  case CP_ACTIVATION_SIGMOID:
    return 1 / (1 + exp (-x));
  case CP_ACTIVATION_TANH:
    return tanh (x);
  case CP_ACTIVATION_ELU:
    return x < 0 ? alpha * expm1 (x) : x;
  case CP_ACTIVATION_LEAKY_RELU:
    return x < 0 ? alpha * x : x;
  case CP_ACTIVATION_SOFTPLUS:
    return fmax (x, 0) + log1p (exp (-fabs (x)));
  case CP_ACTIVATION_LINEAR:
  case CP_ACTIVATION_SOFTMAX:
    break;
  }
  return x;
}

/* In units in the last place of a float of that size */
static double
get_error (float is, double expected) {
  int exponent;
  frexp (expected, &exponent);
  return fabs ((double)is - expected) / ldexp (1, MAX (exponent, -125) - 24);
}

static void
check_accuracy (const CpKernels *kernels, CpActivation activation, double most) {
  enum { N = 1 << 16 };
  g_autofree float *x = g_new (float, N);
  g_autofree float *y = g_new (float, N);
  double worst = 0;
  for (int i = 0; i < N; i++) { /* even steps over what matters, then ever smaller numbers of both signs */
    double even = -80 + 160.0 * i / (N / 2), small = ldexp (i % 2 == 0 ? 1.3 : -1.7, -(i - N / 2) / 300);
    y[i] = x[i] = (float)(i < N / 2 ? even : small);
  }
  kernels->activate (activation, 0.75f, y, N / 8, 8, 8);
  for (int i = 0; i < N; i++) {
    double error = get_error (y[i], reference (activation, 0.75, (double)x[i]));
    worst = MAX (worst, error);
  }
  g_test_message ("%s %s: %.2f units in the last place", kernels->name, cp_activation_get_name (activation),
                  worst);
  g_assert_cmpfloat (worst, <=, most);
}

static void
test_accuracy (void) {
  for (const CpKernels *const *k = cp_kernels_list (); *k != NULL; k++) {
    check_accuracy (*k, CP_ACTIVATION_LINEAR, 0);
    check_accuracy (*k, CP_ACTIVATION_RELU, 0);
    check_accuracy (*k, CP_ACTIVATION_LEAKY_RELU, 0.5);
    check_accuracy (*k, CP_ACTIVATION_SIGMOID, 4);
    check_accuracy (*k, CP_ACTIVATION_TANH, 4);
    check_accuracy (*k, CP_ACTIVATION_ELU, 4);
    check_accuracy (*k, CP_ACTIVATION_SOFTPLUS, 4);
  }
}

static void
test_softmax (void) {
  for (const CpKernels *const *k = cp_kernels_list (); *k != NULL; k++) {
    /* by hand: e^0 : e^ln 2 : e^ln 5 is 1 : 2 : 5; a shift of all changes nothing */
    float rows[] = {0, (float)log (2), (float)log (5), 700, 700 + (float)log (2), 700 + (float)log (5)};
    (*k)->activate (CP_ACTIVATION_SOFTMAX, 1, rows, 2, 3, 3);
    const double shares[] = {0.125, 0.25, 0.625};
    for (int i = 0; i < 6; i++)
      assert_close ((double)rows[i], shares[i % 3], i < 3 ? 1e-7 : 1e-5);
    float far[] = {-1000, 1000};
    (*k)->activate (CP_ACTIVATION_SOFTMAX, 1, far, 1, 2, 2);
    g_assert_cmpfloat (far[0], <, 1e-37f);
    g_assert_cmpfloat (far[1], ==, 1);
  }
}

static void
test_extremes (void) {
  for (const CpKernels *const *k = cp_kernels_list (); *k != NULL; k++) {
    for (int a = CP_ACTIVATION_LINEAR; a <= CP_ACTIVATION_SOFTPLUS; a++) {
      float values[] = {NAN, INFINITY, -INFINITY, 3e38f, -3e38f, 0};
      if (a == CP_ACTIVATION_SOFTMAX)
        continue;
      (*k)->activate ((CpActivation)a, 0.5f, values, 1, 6, 6);
      g_assert_true (isnan (values[0]));
      if (a == CP_ACTIVATION_SIGMOID) {
        g_assert_cmpfloat (values[1], ==, 1);
        g_assert_cmpfloat (values[2], >=, 0);
        g_assert_cmpfloat (values[2], <, 1e-37f);
        g_assert_cmpfloat (values[5], ==, 0.5f);
      } else if (a == CP_ACTIVATION_TANH) {
        g_assert_cmpfloat (values[1], ==, 1);
        g_assert_cmpfloat (values[2], ==, -1);
        g_assert_cmpfloat (values[5], ==, 0);
      } else if (a == CP_ACTIVATION_SOFTPLUS) {
        g_assert_cmpfloat (values[1], ==, INFINITY);
        g_assert_cmpfloat (values[2], <, 1e-37f);
        g_assert_cmpfloat (values[5], ==, (float)log (2));
      } else {
        g_assert_cmpfloat (values[1], ==, INFINITY);
        g_assert_cmpfloat (values[5], ==, 0);
      }
      if (a == CP_ACTIVATION_ELU)
        g_assert_cmpfloat (values[2], ==, -0.5f);
    }
  }
}

static void
check_dense (const CpKernels *kernels, guint n_in, guint n_out, gsize n_rows, CpRandom *random) {
  gsize in_stride = n_in + 3, out_stride = cp_kernels_stride (n_out);
  g_autofree float *in = g_new (float, n_rows *in_stride);
  g_autofree float *kernel = g_new (float, (gsize)n_in *n_out);
  g_autofree float *bias = g_new (float, n_out);
  g_autofree float *out = g_new (float, n_rows *out_stride);
  g_autofree float *alone = g_new (float, out_stride);
  for (gsize i = 0; i < n_rows * in_stride; i++)
    in[i] = (float)cp_random_normal (random);
  for (gsize i = 0; i < (gsize)n_in * n_out; i++)
    kernel[i] = (float)cp_random_normal (random);
  for (guint i = 0; i < n_out; i++)
    bias[i] = (float)cp_random_normal (random);

  CpPackedDense packed;
  cp_packed_dense_init (&packed, n_in, n_out, kernel, bias);
  kernels->dense (&packed, in, in_stride, n_rows, out);
  for (gsize row = 0; row < n_rows; row++) {
    for (guint unit = 0; unit < n_out; unit++) {
      double sum = (double)bias[unit], size = fabs (sum);
      for (guint k = 0; k < n_in; k++) {
        double product = (double)in[row * in_stride + k] * (double)kernel[(gsize)k * n_out + unit];
        sum += product;
        size += fabs (product);
      }
      assert_close ((double)out[row * out_stride + unit], sum, 1e-6 * size);
    }
    kernels->dense (&packed, in + row * in_stride, in_stride, 1, alone);
    g_assert_cmpmem (alone, n_out * sizeof (float), out + row * out_stride, n_out * sizeof (float));
  }
  cp_packed_dense_clear (&packed);
}

static void
test_dense (void) {
  CpRandom random;
  cp_random_init (&random, 3);
  for (const CpKernels *const *k = cp_kernels_list (); *k != NULL; k++) {
    for (guint n_out = 1; n_out <= 70; n_out++)
      check_dense (*k, 1 + (guint)cp_random_below (&random, 40), n_out,
                   1 + (gsize)cp_random_below (&random, 40), &random);
    check_dense (*k, 3000, 5, 60, &random);
    check_dense (*k, 2, 3, 1100, &random);
  }
}

static void
test_normalize (void) {
  const float mean[] = {1, 2, 3}, factor[] = {2, 0.5f, 4}, beta[] = {0, 1, -1};
  float values[] = {1, 2, 3, 2, 4, 2};
  const float expected[] = {0, 1, -1, 2, 2, -5}; /* by hand */
  for (const CpKernels *const *k = cp_kernels_list (); *k != NULL; k++) {
    float out[6];
    (*k)->normalize (values, 3, 2, 3, mean, factor, beta, out, 3);
    for (int i = 0; i < 6; i++)
      g_assert_cmpfloat (out[i], ==, expected[i]);
  }
}

int
main (int argc, char **argv) {
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/core/kernels/activations-are-within-four-units-in-the-last-place", test_accuracy);
  g_test_add_func ("/core/kernels/softmax-shares-sum-to-one-however-large-the-values", test_softmax);
  g_test_add_func ("/core/kernels/not-a-number-stays-so-and-infinities-saturate", test_extremes);
  g_test_add_func ("/core/kernels/dense-equals-the-triple-loop-and-a-row-alone-gives-the-same-bits",
                   test_dense);
  g_test_add_func ("/core/kernels/normalize-column-by-column", test_normalize);
  return g_test_run ();
}

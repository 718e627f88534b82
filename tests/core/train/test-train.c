#include "core/train/train.h"

#include "core/base/error.h"
#include "core/base/parallel.h"
#include "core/base/random.h"
#include "tests/fixture.h"

#include <math.h>
#include <string.h>

/* A matrix with targets, made by the test. */
typedef struct {
  CpMatrix *features;
  double *targets;
} Data;

static void
data_clear (Data *data) {
  g_clear_pointer (&data->features, cp_matrix_unref);
  g_free (data->targets);
}
G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC (Data, data_clear)

/* Every row is learned from unless a test holds some out. */
static void
init_options (CpTrainOptions *options) {
  cp_train_options_init (options);
  options->validation_share = 0;
}

/* Normal features; the label is drawn from a logistic model of them. */
static Data
new_logistic_data (gsize n_rows, gsize n_features, guint64 seed) {
  CpRandom random;
  cp_random_init (&random, seed);
  Data data = {cp_matrix_new (n_rows, n_features), g_new (double, n_rows)};
  float *values = cp_matrix_edit_values (data.features);
  for (gsize row = 0; row < n_rows; row++) {
    double logit = 0.5;
    for (gsize j = 0; j < n_features; j++) {
      double x = cp_random_normal (&random);
      values[row * n_features + j] = (float)x;
      logit += x * (j % 2 == 0 ? 1.0 : -0.6) / (double)(1 + j / 2);
    }
    data.targets[row] = cp_random_uniform (&random) < 1 / (1 + exp (-logit));
  }
  return data;
}

static CpModel *
train (const Data *data, const CpTrainOptions *options, GError **error) {
  return cp_train (data->features, data->targets, NULL, options, NULL, NULL, NULL, error);
}

/* The parameters of a model without hidden layers, from its scores at the origin and at the unit vectors. */
static void
get_coefficients (const CpModel *model, gsize n_features, double *out_coefficients, double *out_bias) {
  g_autofree float *features = g_new0 (float, (n_features + 1) * n_features);
  g_autofree double *scores = g_new (double, n_features + 1);
  for (gsize j = 0; j < n_features; j++)
    features[(j + 1) * n_features + j] = 1;
  g_assert_true (cp_model_predict (model, features, n_features + 1, scores, NULL, NULL));
  *out_bias = log (scores[0] / (1 - scores[0]));
  for (gsize j = 0; j < n_features; j++)
    out_coefficients[j] = log (scores[j + 1] / (1 - scores[j + 1])) - *out_bias;
}

/* Solves a · x = b in place by Gauss's elimination with pivots. */
static void
solve (double *a, double *b, gsize n) {
  for (gsize i = 0; i < n; i++) {
    gsize pivot = i;
    for (gsize r = i + 1; r < n; r++)
      if (fabs (a[r * n + i]) > fabs (a[pivot * n + i]))
        pivot = r;
    for (gsize c = 0; c < n; c++) {
      double kept = a[i * n + c];
      a[i * n + c] = a[pivot * n + c];
      a[pivot * n + c] = kept;
    }
    double kept = b[i];
    b[i] = b[pivot];
    b[pivot] = kept;
    for (gsize r = 0; r < n; r++) {
      double factor = r == i ? 0 : a[r * n + i] / a[i * n + i];
      for (gsize c = i; c < n; c++)
        a[r * n + c] -= factor * a[i * n + c];
      b[r] -= factor * b[i];
    }
  }
  for (gsize i = 0; i < n; i++)
    b[i] /= a[i * n + i];
}

/* Newton's method for the weighted likelihood, twenty steps: the last of @out is the bias. */
static void
newton_logistic (const Data *data, const double *weights, double *out) {
  gsize n_rows = cp_matrix_get_n_rows (data->features), n = cp_matrix_get_n_columns (data->features) + 1;
  const float *values = cp_matrix_get_values (data->features);
  g_autofree double *hessian = g_new (double, n *n), *gradient = g_new (double, n), *x = g_new (double, n);
  memset (out, 0, n * sizeof *out);
  for (int step = 0; step < 20; step++) {
    memset (hessian, 0, n * n * sizeof *hessian);
    memset (gradient, 0, n * sizeof *gradient);
    for (gsize row = 0; row < n_rows; row++) {
      double logit = 0, weight = weights != NULL ? weights[row] : 1;
      for (gsize j = 0; j < n; j++) {
        x[j] = j + 1 < n ? values[row * (n - 1) + j] : 1;
        logit += x[j] * out[j];
      }
      double p = 1 / (1 + exp (-logit));
      for (gsize j = 0; j < n; j++) {
        gradient[j] += weight * (data->targets[row] - p) * x[j];
        for (gsize k = 0; k < n; k++)
          hessian[j * n + k] += weight * p * (1 - p) * x[j] * x[k];
      }
    }
    solve (hessian, gradient, n);
    for (gsize j = 0; j < n; j++)
      out[j] += gradient[j];
  }
}

static void
check_against_newton (const CpTrainOptions *options, const double *weights, const double *newton_weights) {
  g_auto (Data) data = new_logistic_data (600, 5, 11);
  g_autoptr (GError) error = NULL;
  g_autoptr (CpModel) model =
      cp_train (data.features, data.targets, weights, options, NULL, NULL, NULL, &error);
  g_assert_no_error (error);
  double coefficients[5], bias, expected[6];
  get_coefficients (model, 5, coefficients, &bias);
  newton_logistic (&data, newton_weights, expected);
  for (int j = 0; j < 5; j++)
    assert_close (coefficients[j], expected[j], 2e-3);
  assert_close (bias, expected[5], 2e-3);
}

/* Full batches, so that the descent ends in the optimum and not around it. */
static void
init_full_batch (CpTrainOptions *options) {
  init_options (options);
  options->batch = 600;
  options->epochs = 300;
  options->optimizer = CP_OPTIMIZER_SGD;
  options->learning_rate = 0.5;
  options->momentum = 0.9;
}

static void
test_logistic_regression_finds_newtons_optimum (void) {
  CpTrainOptions options;
  init_full_batch (&options);
  check_against_newton (&options, NULL, NULL);
  options.optimizer = CP_OPTIMIZER_ADAM;
  options.learning_rate = 0.05;
  check_against_newton (&options, NULL, NULL);
}

static void
test_weights_move_the_optimum (void) {
  g_auto (Data) data = new_logistic_data (600, 5, 11);
  CpRandom random;
  cp_random_init (&random, 12);
  g_autofree double *weights = g_new (double, 600), *both = g_new (double, 600);
  for (gsize row = 0; row < 600; row++) {
    weights[row] = 40 * cp_random_uniform (&random);
    both[row] = weights[row] * (data.targets[row] == 1 ? 3 : 1);
  }
  CpTrainOptions options;
  init_full_batch (&options);
  check_against_newton (&options, weights, weights);
  options.positive_weight = 3;
  check_against_newton (&options, weights, both);
}

static void
test_xor_is_learned (void) {
  const guint hidden[] = {8};
  const CpActivation activations[] = {CP_ACTIVATION_TANH};
  Data data = {cp_matrix_new (4, 2), g_new (double, 4)};
  for (int row = 0; row < 4; row++) {
    cp_matrix_edit_values (data.features)[row * 2] = (float)(row & 1);
    cp_matrix_edit_values (data.features)[row * 2 + 1] = (float)(row >> 1);
    data.targets[row] = (row & 1) ^ (row >> 1);
  }
  CpTrainOptions options;
  init_options (&options);
  options.hidden = hidden;
  options.activations = activations;
  options.n_hidden = 1;
  options.batch = 4;
  options.epochs = 500;
  options.learning_rate = 0.05;
  for (options.seed = 1; options.seed <= 2; options.seed++) {
    g_autoptr (CpModel) model = train (&data, &options, NULL);
    double scores[4];
    g_assert_true (cp_model_predict (model, cp_matrix_get_values (data.features), 4, scores, NULL, NULL));
    for (int row = 0; row < 4; row++)
      assert_close (scores[row], data.targets[row], 0.1);
  }
  data_clear (&data);
}

/* Three classes by which of three features is highest; and y = 2 a − b, noise-free. */
static void
test_classes_and_values_are_learned (void) {
  CpRandom random;
  cp_random_init (&random, 4);
  Data data = {cp_matrix_new (3000, 3), g_new (double, 3000)};
  float *values = cp_matrix_edit_values (data.features);
  for (gsize i = 0; i < 9000; i++)
    values[i] = (float)cp_random_normal (&random);
  for (gsize row = 0; row < 3000; row++) {
    const float *x = values + row * 3;
    data.targets[row] = x[0] >= x[1] && x[0] >= x[2] ? 0 : x[1] >= x[2] ? 1 : 2;
  }
  CpTrainOptions options;
  init_options (&options);
  options.task = CP_TASK_MULTICLASS;
  options.n_outputs = 3;
  options.learning_rate = 0.05;
  g_autoptr (CpModel) classes = train (&data, &options, NULL);
  g_assert_cmpint (classes->task, ==, CP_TASK_MULTICLASS);
  g_assert_cmpuint (classes->n_outputs, ==, 3);
  g_autofree double *scores = g_new (double, 9000);
  g_assert_true (cp_model_predict (classes, values, 3000, scores, NULL, NULL));
  gsize n_right = 0;
  for (gsize row = 0; row < 3000; row++) {
    const double *s = scores + row * 3;
    n_right += (s[0] >= s[1] && s[0] >= s[2] ? 0 : s[1] >= s[2] ? 1 : 2) == data.targets[row];
  }
  g_assert_cmpuint (n_right, >, 2940);

  for (gsize row = 0; row < 3000; row++)
    data.targets[row] = 2 * values[row * 3] - values[row * 3 + 1] + 3;
  options.task = CP_TASK_REGRESSION;
  options.n_outputs = 1;
  g_autoptr (CpModel) line = train (&data, &options, NULL);
  g_assert_true (cp_model_predict (line, values, 3000, scores, NULL, NULL));
  for (gsize row = 0; row < 3000; row++)
    assert_close (scores[row], data.targets[row], 0.02);
  data_clear (&data);
}

static double *
train_and_score (const Data *data, guint64 seed, guint n_threads) {
  const guint hidden[] = {20, 7};
  const CpActivation activations[] = {CP_ACTIVATION_RELU, CP_ACTIVATION_ELU};
  CpTrainOptions options;
  init_options (&options);
  options.hidden = hidden;
  options.activations = activations;
  options.n_hidden = 2;
  options.validation_share = 0.2;
  options.epochs = 3;
  options.seed = seed;
  cp_parallel_set_n_threads (n_threads);
  g_autoptr (CpModel) model = train (data, &options, NULL);
  gsize n_rows = cp_matrix_get_n_rows (data->features);
  double *scores = g_new (double, n_rows);
  g_assert_true (cp_model_predict (model, cp_matrix_get_values (data->features), n_rows, scores, NULL, NULL));
  cp_parallel_set_n_threads (0);
  return scores;
}

static void
test_one_seed_gives_one_model (void) {
  g_auto (Data) data = new_logistic_data (1500, 9, 2);
  g_autofree double *first = train_and_score (&data, 7, 1), *again = train_and_score (&data, 7, 1);
  g_autofree double *parallel = train_and_score (&data, 7, 3), *other = train_and_score (&data, 8, 1);
  g_assert_cmpmem (first, 1500 * sizeof (double), again, 1500 * sizeof (double));
  g_assert_cmpmem (first, 1500 * sizeof (double), parallel, 1500 * sizeof (double));
  g_assert_true (memcmp (first, other, 1500 * sizeof (double)) != 0);
}

typedef struct {
  guint n_calls;
  CpTrainEpoch last;
  GCancellable *cancellable;
} Seen;

static void
see_epoch (const CpTrainEpoch *epoch, gpointer user_data) {
  Seen *seen = user_data;
  g_assert_cmpuint (epoch->epoch, ==, ++seen->n_calls);
  seen->last = *epoch;
  if (seen->cancellable != NULL && seen->n_calls == 2)
    g_cancellable_cancel (seen->cancellable);
}

/* Without held-out rows the metrics are those of the finished model on the table: everything again from its
 * scores. */
static void
test_the_last_epoch_describes_the_model (void) {
  g_auto (Data) data = new_logistic_data (800, 4, 5);
  CpTrainOptions options;
  init_options (&options);
  options.learning_rate = 0.01;
  Seen seen = {0};
  g_autoptr (CpModel) model =
      cp_train (data.features, data.targets, NULL, &options, see_epoch, &seen, NULL, NULL);
  g_assert_cmpuint (seen.n_calls, ==, 10);
  g_assert_cmpuint (seen.last.n_epochs, ==, 10);
  g_assert_true (isnan (seen.last.validation_loss));
  double scores[800], n_right = 0, squares = 0, log_loss = 0;
  g_assert_true (cp_model_predict (model, cp_matrix_get_values (data.features), 800, scores, NULL, NULL));
  for (gsize row = 0; row < 800; row++) {
    n_right += (scores[row] >= 0.5) == data.targets[row];
    squares += pow (scores[row] - data.targets[row], 2);
    log_loss -= log (data.targets[row] == 1 ? scores[row] : 1 - scores[row]);
  }
  assert_close (seen.last.accuracy, n_right / 800, 1e-12);
  assert_close (seen.last.rmse, sqrt (squares / 800), 1e-6);
  assert_close (seen.last.loss, log_loss / 800, 0.01); /* the mean over the epoch, not its end */
}

static void
test_held_out_rows_are_not_learned (void) {
  g_auto (Data) data = new_logistic_data (300, 4, 5);
  CpRandom random;
  cp_random_init (&random, 6);
  for (gsize row = 0; row < 300; row++)
    data.targets[row] =
        (double)cp_random_below (&random, 2); /* nothing to be learned, only to be remembered */
  const guint hidden[] = {100};
  const CpActivation activations[] = {CP_ACTIVATION_RELU};
  CpTrainOptions options;
  init_options (&options);
  options.hidden = hidden;
  options.activations = activations;
  options.n_hidden = 1;
  options.epochs = 150;
  options.learning_rate = 0.01;
  options.validation_share = 0.25;
  Seen seen = {0};
  g_autoptr (CpModel) model =
      cp_train (data.features, data.targets, NULL, &options, see_epoch, &seen, NULL, NULL);
  g_assert_cmpfloat (seen.last.loss, <, 0.6);
  g_assert_cmpfloat (seen.last.validation_loss, >, 0.75);
  g_assert_cmpfloat (seen.last.auc, <, 0.6);
}

static void
test_a_cancelled_training_says_so (void) {
  g_auto (Data) data = new_logistic_data (200, 4, 5);
  g_autoptr (GCancellable) cancellable = g_cancellable_new ();
  g_autoptr (GError) error = NULL;
  Seen seen = {.cancellable = cancellable};
  CpTrainOptions options;
  init_options (&options);
  g_assert_null (
      cp_train (data.features, data.targets, NULL, &options, see_epoch, &seen, cancellable, &error));
  g_assert_error (error, CP_ERROR, CP_ERROR_CANCELLED);
  g_assert_cmpuint (seen.n_calls, ==, 2);
}

static void
test_a_loss_that_runs_away_is_an_error (void) {
  g_auto (Data) data = new_logistic_data (500, 4, 5);
  CpTrainOptions options;
  init_options (&options);
  options.task = CP_TASK_REGRESSION;
  options.optimizer = CP_OPTIMIZER_SGD;
  options.learning_rate = 1e6;
  g_autoptr (GError) error = NULL;
  g_assert_null (train (&data, &options, &error));
  g_assert_error (error, CP_ERROR, CP_ERROR_VALUE);
  assert_message (error,
                  "The loss stopped being finite in epoch 1; lower the learning rate (1e+06) or scale the "
                  "features.");
}

static void
assert_refused (const Data *data, const double *weights, const CpTrainOptions *options, const char *message) {
  g_autoptr (GError) error = NULL;
  g_assert_null (cp_train (data->features, data->targets, weights, options, NULL, NULL, NULL, &error));
  assert_message (error, message);
}

static void
test_bad_options_are_refused (void) {
  g_auto (Data) data = new_logistic_data (20, 2, 5);
  const guint none[] = {8, 0};
  const CpActivation softmax[] = {CP_ACTIVATION_SOFTMAX, CP_ACTIVATION_RELU};
  CpTrainOptions defaults, options;
  init_options (&defaults);
#define REFUSED(field, value, message)                                                                       \
  options = defaults;                                                                                        \
  options.field = value;                                                                                     \
  assert_refused (&data, NULL, &options, message)
  REFUSED (learning_rate, 0, "The learning rate is 0; expected a number above 0.");
  REFUSED (momentum, 1, "The momentum is 1; expected 0 or more and below 1.");
  REFUSED (batch, 0, "The batch is 0 rows; expected at least 1.");
  REFUSED (epochs, 0, "The number of epochs is 0; expected at least 1.");
  REFUSED (validation_share, 1, "The validation share is 1; expected 0 or more and below 1.");
  REFUSED (positive_weight, -1, "The positive weight is -1; expected a number above 0.");
  defaults.task = CP_TASK_REGRESSION;
  REFUSED (positive_weight, 2, "A positive weight needs a binary label.");
  REFUSED (loss, CP_LOSS_CROSS_ENTROPY,
           "Cross-entropy is a loss for decisions; a regression is trained with mse.");
#undef REFUSED
  init_options (&options);
  options.hidden = none;
  options.activations = softmax;
  options.n_hidden = 2;
  assert_refused (&data, NULL, &options, "Hidden layer 1 is softmax, which only an output can be.");
  options.activations = softmax + 1;
  options.hidden = none + 1;
  options.n_hidden = 1;
  assert_refused (&data, NULL, &options, "Hidden layer 1 has 0 units; expected 1 to 100000.");
}

static void
test_bad_rows_are_refused (void) {
  g_auto (Data) data = new_logistic_data (20, 2, 5);
  CpTrainOptions options;
  init_options (&options);
  double weights[20] = {0};
  assert_refused (&data, weights, &options, "The rows to train on all weigh 0.");
  weights[3] = -2;
  assert_refused (&data, weights, &options, "Row 3 to train on has the weight -2; expected 0 or more.");
  double kept = data.targets[7];
  data.targets[7] = NAN;
  assert_refused (&data, NULL, &options, "Row 7 to train on has the target nan; expected 0 or 1.");
  data.targets[7] = kept;
  cp_matrix_edit_values (data.features)[2 * 2 + 1] = INFINITY;
  assert_refused (&data, NULL, &options, "Row 2 to train on has no finite feature 1.");
  Data empty = {cp_matrix_new (0, 2), g_new (double, 1)};
  assert_refused (&empty, NULL, &options, "There is nothing to train on: 0 rows of 2 features.");
  data_clear (&empty);
}

int
main (int argc, char **argv) {
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/core/train/logistic-regression-finds-newtons-optimum",
                   test_logistic_regression_finds_newtons_optimum);
  g_test_add_func ("/core/train/weights-move-the-optimum", test_weights_move_the_optimum);
  g_test_add_func ("/core/train/xor-is-learned", test_xor_is_learned);
  g_test_add_func ("/core/train/classes-and-values-are-learned", test_classes_and_values_are_learned);
  g_test_add_func ("/core/train/one-seed-gives-one-model", test_one_seed_gives_one_model);
  g_test_add_func ("/core/train/the-last-epoch-describes-the-model", test_the_last_epoch_describes_the_model);
  g_test_add_func ("/core/train/held-out-rows-are-not-learned", test_held_out_rows_are_not_learned);
  g_test_add_func ("/core/train/a-cancelled-training-says-so", test_a_cancelled_training_says_so);
  g_test_add_func ("/core/train/a-loss-that-runs-away-is-an-error", test_a_loss_that_runs_away_is_an_error);
  g_test_add_func ("/core/train/bad-options-are-refused", test_bad_options_are_refused);
  g_test_add_func ("/core/train/bad-rows-are-refused", test_bad_rows_are_refused);
  return g_test_run ();
}

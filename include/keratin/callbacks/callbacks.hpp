// All callbacks.
#pragma once
#include "csv_logger.hpp"
#include "early_stopping.hpp"
#include "history.hpp"
#include "lambda_callback.hpp"
#include "learning_rate_scheduler.hpp"
#include "model_checkpoint.hpp"
#include "progbar_logger.hpp"
#include "reduce_lr_on_plateau.hpp"
#include "swap_ema_weights.hpp"
#include "tensorboard.hpp"
#include "terminate_on_nan.hpp"

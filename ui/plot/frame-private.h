#pragma once
#include "ui/plot/frame.h"

/* Panels and lanes of a frame, shared by its two files: frame.c lays out and draws the axes, frame-panels.c
 * knows where panels and lanes are. */

double cp_frame_get_lane_room (const CpFrame *frame, guint axis); /* with its gap; 0 without a lane */
const char *cp_frame_name_lane (const CpFrame *frame, guint axis);
void cp_frame_draw_lanes (CpFrame *frame, CpPaint *paint);
void cp_frame_draw_panels (CpFrame *frame, CpPaint *paint); /* borders and titles */

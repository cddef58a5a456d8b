// Records the runs and writes their JSON: see live.hpp.
#include "common/site/live/live.hpp"

#include <algorithm>

#include "common/site/stats.hpp"

namespace site {

namespace {

constexpr std::size_t longest_target = 60;   // fits beside a row
constexpr std::size_t enough_to_halve = 20;  // pieces of a row

bool is_busy(Phase phase) { return phase == Phase::waiting || phase == Phase::sending; }

std::string microseconds(Clock::duration time) {
    return std::to_string(std::chrono::duration_cast<std::chrono::microseconds>(time).count());
}

}  // namespace

void Live::change(Trail& trail, Phase phase, std::string_view target, long in_flight, Clock::time_point now) {
    const Phase before = std::exchange(trail.phase, phase);
    if (phase == before) return;
    if (is_busy(phase) && !is_busy(before)) take_part(trail, target, before == Phase::accepted, now);
    if (runs_.empty() || trail.run != runs_.back().number) return;  // it has sent no request in this run
    Run& run = runs_.back();
    if (phase == Phase::waiting && !is_busy(before)) ++run.requests;
    if (is_busy(phase) || is_busy(before)) run.last = now;
    run.in_flight = in_flight;
    run.peak = std::max(run.peak, in_flight);
    run.changed = ++changes_;
    auto row = run.rows.find(trail.row);
    if (row == run.rows.end()) return;
    row->second.pieces.emplace_back(phase, now);
    row->second.changed = changes_;
    if (++run.pieces > most_pieces) forget_older_half(run);
}

// Called for each request. Begins a run if there is none, and a row if the connection has none in this run.
void Live::take_part(Trail& trail, std::string_view target, bool is_new, Clock::time_point now) {
    if (runs_.empty() || (runs_.back().in_flight == 0 && now - runs_.back().last > silence)) {
        Run next;
        next.number = runs_.empty() ? 1 : runs_.back().number + 1;
        next.began = is_new && now - trail.accepted < silence ? trail.accepted : now;
        runs_.push_back(next);
        if (runs_.size() > most_runs) runs_.pop_front();
    }
    Run& run = runs_.back();
    if (trail.run != run.number) {
        trail.run = run.number;
        trail.row = run.connections++;
        if (trail.row % run.every == 0) {
            Row& row = run.rows[trail.row];
            if (is_new) row.pieces.emplace_back(Phase::accepted, std::max(trail.accepted, run.began));
            run.pieces += row.pieces.size();
        }
        if (run.rows.size() > most_rows) make_coarser(run);
    }
    constexpr std::string_view others = ", ...";
    if (run.requests == 0) run.program = trail.program;
    else if (run.program != trail.program && !run.program.ends_with(others)) run.program += others;
    auto row = run.rows.find(trail.row);
    if (row != run.rows.end()) row->second.target = target.substr(0, longest_target);
}

void Live::make_coarser(Run& run) {
    run.every *= 2;
    std::erase_if(run.rows, [&](const auto& entry) { return entry.first % run.every != 0; });
    run.pieces = 0;
    for (const auto& [number, row] : run.rows) run.pieces += row.pieces.size();
}

// A kept connection can send any number of requests. By now a row has at least 30 pieces on average, so this frees
// many.
void Live::forget_older_half(Run& run) {
    run.pieces = 0;
    for (auto& [number, row] : run.rows) {
        auto half = static_cast<std::ptrdiff_t>(row.pieces.size() / 2);
        if (row.pieces.size() > enough_to_halve) row.pieces.erase(row.pieces.begin(), row.pieces.begin() + half);
        run.pieces += row.pieces.size();
    }
}

// All times are microseconds since the run began. The pieces of a row are written as phase, time, phase, time ...
std::string Live::to_json(long since, Clock::time_point now) const {
    std::string json = "{\"site\":" + microseconds(born_.time_since_epoch()) +
                       ",\"change\":" + std::to_string(changes_) + ",\"runs\":[";
    for (const Run& run : runs_) {
        if (run.changed <= since) continue;
        if (json.back() == '}') json += ',';
        json += "{\"run\":" + std::to_string(run.number) + ",\"program\":" + json_string(run.program) +
                ",\"now\":" + microseconds(now - run.began) + ",\"last\":" + microseconds(run.last - run.began) +
                ",\"connections\":" + std::to_string(run.connections) +
                ",\"requests\":" + std::to_string(run.requests) + ",\"in_flight\":" + std::to_string(run.in_flight) +
                ",\"peak\":" + std::to_string(run.peak) + ",\"every\":" + std::to_string(run.every) + ",\"rows\":[";
        for (const auto& [number, row] : run.rows) {
            if (row.changed <= since) continue;
            if (json.back() == '}') json += ',';
            json += "{\"row\":" + std::to_string(number) + ",\"target\":" + json_string(row.target) + ",\"pieces\":[";
            for (const auto& [phase, time] : row.pieces) {
                if (json.back() != '[') json += ',';
                json += std::to_string(static_cast<int>(phase)) + ',' + microseconds(time - run.began);
            }
            json += "]}";
        }
        json += "]}";
    }
    return json + "]}\n";
}

}  // namespace site

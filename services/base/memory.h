// What is in this process's memory stays there: no core dump, and no other process may look in. For
// programs that hold keys or what passes under them; first thing in main.
#pragma once

namespace relais {

void HideMemory();

}  // namespace relais

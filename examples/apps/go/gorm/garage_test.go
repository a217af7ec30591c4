// Migrates once; each test has rows of its own and takes them away.
package garage

import (
	"errors"
	"fmt"
	"os"
	"reflect"
	"strings"
	"testing"
	"time"

	"github.com/jinzhu/gorm"
)

var db *gorm.DB

func TestMain(m *testing.M) {
	var err error
	if db, err = Open(); err == nil {
		err = Migrate(db)
	}
	if err != nil {
		fmt.Println(err)
		os.Exit(1)
	}
	os.Exit(m.Run())
}

func newCar(t *testing.T, owner string) *Car {
	t.Helper()
	if os.Getenv("N") != "" {
		t.Parallel()
	}
	car := &Car{Plate: "P-" + newToken()[:16], Owner: owner}
	must(t, db.Create(car).Error)
	t.Cleanup(func() {
		must(t, db.Where("car_id = ?", car.ID).Delete(&Repair{}).Error)
		must(t, db.Unscoped().Delete(car).Error)
	})
	return car
}

func must(t *testing.T, err error) {
	t.Helper()
	if err != nil {
		t.Fatal(err)
	}
}

func same(t *testing.T, got, want interface{}) {
	t.Helper()
	if !reflect.DeepEqual(got, want) {
		t.Fatalf("got %v, not %v", got, want)
	}
}

func TestACarIsKept(t *testing.T) {
	car := newCar(t, "Ada")
	var found Car
	must(t, db.First(&found, "id = ?", car.ID).Error)
	same(t, []string{found.Plate, found.Owner}, []string{car.Plate, "Ada"})
	if age := time.Since(found.CreatedAt); age < -time.Minute || age > time.Minute {
		t.Fatalf("made at %v", found.CreatedAt)
	}
}

func TestNoTwoCarsHaveOnePlate(t *testing.T) {
	car := newCar(t, "Bea")
	err := db.Create(&Car{Plate: car.Plate, Owner: "Bob"}).Error
	if err == nil || !strings.Contains(err.Error(), "Duplicate entry '"+car.Plate+"'") {
		t.Fatalf("got %v", err)
	}
}

func TestACarChangesItsOwner(t *testing.T) {
	car := newCar(t, "Carl")
	must(t, db.Model(car).Update("owner", "Carla").Error)
	var found Car
	must(t, db.Where(&Car{Plate: car.Plate}).First(&found).Error)
	same(t, found.Owner, "Carla")
	same(t, found.UpdatedAt.Before(found.CreatedAt), false)
}

func TestACarIsThrownAway(t *testing.T) {
	car := newCar(t, "Dora")
	must(t, db.Delete(car).Error)
	same(t, db.First(&Car{}, "id = ?", car.ID).RecordNotFound(), true)
	var found Car
	must(t, db.Unscoped().First(&found, "id = ?", car.ID).Error)
	same(t, found.DeletedAt != nil, true)
}

func TestACarHasRepairs(t *testing.T) {
	car := newCar(t, "Eve")
	for n, what := range []string{"tyres", "brakes"} {
		must(t, db.Create(&Repair{CarID: car.ID, What: what, Price: 100 + n}).Error)
	}
	var found Car
	inOrder := func(db *gorm.DB) *gorm.DB { return db.Order("what") }
	must(t, db.Preload("Repairs", inOrder).First(&found, "id = ?", car.ID).Error)
	same(t, []string{found.Repairs[0].What, found.Repairs[1].What}, []string{"brakes", "tyres"})
}

func TestARepairIsFoundByItsToken(t *testing.T) {
	car := newCar(t, "Finn")
	repair := &Repair{CarID: car.ID, What: "lights", Price: 30}
	must(t, db.Create(repair).Error)
	var found Repair
	must(t, db.Where("token = ?", repair.Token).First(&found).Error)
	same(t, found.ID, repair.ID)
	now := time.Now()
	must(t, db.Model(&found).Updates(Repair{DoneAt: &now, Price: 35}).Error)
	var count int
	must(t, db.Model(&Repair{}).Where("car_id = ? AND done_at IS NOT NULL", car.ID).Count(&count).Error)
	same(t, count, 1)
}

func TestWhatIsTooDearIsLeftOut(t *testing.T) {
	car := newCar(t, "Gil")
	prices := map[string]int{"tyres": 200, "engine": 2000, "wipers": 20}
	refused, err := car.Repair(db, 300, prices, []string{"tyres", "engine", "wipers"})
	must(t, err)
	same(t, refused, []string{"engine"})
	var done []string
	must(t, db.Model(&Repair{}).Where("car_id = ?", car.ID).Order("what").Pluck("what", &done).Error)
	same(t, done, []string{"tyres", "wipers"})
}

func TestHalfOfATransactionIsNone(t *testing.T) {
	car := newCar(t, "Hal")
	err := db.Transaction(func(tx *gorm.DB) error {
		if err := tx.Create(&Repair{CarID: car.ID, What: "paint", Price: 900}).Error; err != nil {
			return err
		}
		return errors.New("no")
	})
	same(t, err.Error(), "no")
	var count int
	must(t, db.Model(&Repair{}).Where("car_id = ?", car.ID).Count(&count).Error)
	same(t, count, 0)
}

func TestWhoIsThereIsNotMadeAgain(t *testing.T) {
	car := newCar(t, "Ida")
	var first, second Repair
	asked := Repair{CarID: car.ID, What: "wash"}
	must(t, db.Where(asked).Attrs(Repair{Price: 10}).FirstOrCreate(&first).Error)
	must(t, db.Where(asked).Attrs(Repair{Price: 20}).FirstOrCreate(&second).Error)
	same(t, []interface{}{second.ID, second.Price}, []interface{}{first.ID, 10})
}

func TestNobodyKnowsACarThatNeverCame(t *testing.T) {
	same(t, db.First(&Car{}, "id = ?", "00000000-0000-4000-8000-000000000000").RecordNotFound(), true)
}
